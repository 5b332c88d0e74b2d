import type { Json, JsonObject } from '#local/stand-ins/pulumi-cloud/json.ts';
import { sealed } from './resource.ts';
import { seededText, seededUuid } from './seeded.ts';

/** Which object of a tenant's cluster a resource stands for. */
export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** `kubernetes:core/v1:Secret`, as the Kubernetes provider names its types. */
export function pulumiTypeOf({ apiVersion, kind }: ObjectName): string {
  return `kubernetes:${apiVersion === 'v1' ? 'core/v1' : apiVersion}:${kind}`;
}

/** What the program asked for. Secrets hold the canary, and nothing else does. */
export function inputsOf(object: ObjectName, canary: string): JsonObject {
  const { apiVersion, kind, name, namespace } = object;
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/managed-by': 'pulumi' };
  const place = kind === 'Namespace' ? {} : { namespace };
  return { apiVersion, kind, metadata: { name, ...place, labels }, ...bodyOf(object, canary) };
}

/** What the cluster answered: the inputs, and what an API server adds to them. */
export function outputsOf(object: ObjectName, canary: string): JsonObject {
  const seed = JSON.stringify(object);
  const inputs = inputsOf(object, canary);
  const metadata = inputs['metadata'] ?? {};
  return {
    ...inputs,
    metadata: {
      ...(metadata as JsonObject), // made a few lines above
      uid: seededUuid(seed),
      resourceVersion: String(100_000 + (seed.length % 900)),
      generation: 1,
      creationTimestamp: '2026-01-12T09:00:00Z',
      managedFields: [
        {
          manager: `pulumi-kubernetes-${seededText(seed, 8)}`,
          operation: 'Apply',
          apiVersion: object.apiVersion,
          time: '2026-01-12T09:00:00Z',
          fieldsType: 'FieldsV1',
          fieldsV1: { 'f:metadata': { 'f:labels': { 'f:app.kubernetes.io/name': {} } } },
        },
      ],
    },
    __fieldManager: `pulumi-kubernetes-${seededText(seed, 8)}`,
    __initialApiVersion: object.apiVersion,
  };
}

function bodyOf({ apiVersion, kind, name }: ObjectName, canary: string): JsonObject {
  const seed = `${apiVersion}/${kind}/${name}`;
  switch (kind) {
    case 'Namespace':
      return {};
    case 'ServiceAccount':
      return { automountServiceAccountToken: false };
    case 'Secret':
      return { type: 'Opaque', stringData: sealed(secretWords(seed, canary)) };
    case 'ConfigMap':
      return { data: { '10': 'ten', '9': 'nine', 'app.properties': `id=<${seededText(seed, 24)}>&name=${name}\n` } };
    case 'Service':
      return {
        spec: { type: 'ClusterIP', selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
      };
    case 'Deployment':
      return { spec: deploymentSpec(name) };
    default:
      return { spec: { replicas: 3, revision: seededText(seed, 12), ratio: 0.75 } };
  }
}

function secretWords(seed: string, canary: string): Json {
  return { username: 'service', password: `${canary}.${seededText(seed, 24)}`, note: '<é & \u{1F6A2}>' };
}

function deploymentSpec(name: string): JsonObject {
  const container = {
    name: 'main',
    image: `registry.example.invalid/${name}:1.4.2`,
    resources: { limits: { cpu: 0.5, memory: '256Mi' } },
    env: ['MODE', 'REGION', 'LEVEL'].map((variable) => ({ name: variable, value: seededText(name + variable, 16) })),
  };
  return {
    replicas: 2,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { serviceAccountName: name, containers: [container] } },
  };
}
