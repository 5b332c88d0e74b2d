import type { JsonObject } from '#local/stand-ins/pulumi-cloud/json.ts';
import type { StackRef } from '#src/stack-ref.ts';
import { type Foundation, foundationOf } from './foundation.ts';
import { inputsOf, type ObjectName, outputsOf, pulumiTypeOf } from './kubernetes-objects.ts';
import { OPERATORS, type OperatorKind } from './operators.ts';
import { type StateResource, timesOf, urnOf } from './resource.ts';
import { sha256 } from './seeded.ts';

/** Which state to make; the same shape gives the same bytes. */
export interface StateShape {
  readonly ref: StackRef;
  /** All resources, at least 60. */
  readonly resources: number;
  /** How many of them are Kubernetes Secrets; each is sealed twice, in its inputs and in its outputs. */
  readonly secrets: number;
  /** Planted in everything sealed. */
  readonly canary: string;
}

const CLI_VERSION = 'v3.259.0';
/** The platform team's own component: no plugin of the engine knows it. */
const OPERATOR_TYPE = 'acme:platform:Operator';
const FILLING = ['ConfigMap', 'Deployment', 'Service', 'ServiceAccount'] as const;

/** A tenant's state as `{version, deployment}`, valid by the engine's rules: whatever is named stands earlier. */
export function tenantDeployment(shape: StateShape): JsonObject {
  const foundation = foundationOf(shape.ref, shape.canary);
  const operators = OPERATORS.flatMap((operator) => operatorResources(shape, foundation, operator));
  const first = [...foundation.resources, ...operators];
  const filling = fillingObjects({ count: shape.resources - first.length, secrets: shape.secrets });
  const resources = [
    ...first,
    ...filling.map(({ operator, object }) => child(shape, foundation, { operator, object })),
  ];
  const manifest = { time: '2026-02-16T14:59:59.000000001Z', magic: sha256(CLI_VERSION), version: CLI_VERSION };
  return { version: 3, deployment: { manifest, resources, metadata: {} } };
}

/** The component and what every operator has: its namespace, its account, its chart, its custom resource. */
function operatorResources(
  shape: StateShape,
  foundation: Foundation,
  operator: OperatorKind,
): readonly StateResource[] {
  const { name, namespace, chart, chartVersion, resource } = operator;
  const urn = componentUrn(shape.ref, operator);
  const component: StateResource = {
    urn,
    custom: false,
    type: OPERATOR_TYPE,
    inputs: { chart, version: chartVersion, namespace },
    outputs: { ready: true },
    parent: foundation.root.urn,
    ...timesOf(urn),
  };
  const objects: readonly ObjectName[] = [
    { apiVersion: 'v1', kind: 'Namespace', namespace: '', name: `${namespace}-${name}` },
    { apiVersion: 'v1', kind: 'ServiceAccount', namespace, name },
    { apiVersion: 'helm.sh/v3', kind: 'Release', namespace, name },
    ...(resource ? [{ ...resource, namespace, name: `${name}-main` }] : []),
  ];
  return [component, ...objects.map((object) => child(shape, foundation, { operator, object }))];
}

function child(
  { ref, canary }: StateShape,
  { clusterProvider }: Foundation,
  { operator, object }: Child,
): StateResource {
  const type = pulumiTypeOf(object);
  const urn = urnOf(ref, { type, name: object.name, within: OPERATOR_TYPE });
  const namespaceUrn = urnOf(ref, {
    type: 'kubernetes:core/v1:Namespace',
    name: `${operator.namespace}-${operator.name}`,
    within: OPERATOR_TYPE,
  });
  const isNamespace = object.kind === 'Namespace';
  return {
    urn,
    custom: true,
    id: isNamespace ? object.name : `${object.namespace}/${object.name}`,
    type,
    inputs: inputsOf(object, canary),
    outputs: outputsOf(object, canary),
    parent: componentUrn(ref, operator),
    ...(isNamespace ? { protect: true } : { dependencies: [namespaceUrn] }),
    provider: clusterProvider,
    propertyDependencies: { apiVersion: null, kind: null, metadata: isNamespace ? null : [namespaceUrn] },
    ...(object.kind === 'Secret' ? { additionalSecretOutputs: ['data', 'stringData'] } : {}),
    ...(object.kind === 'Release' ? { customTimeouts: { create: 600, update: 600 }, ignoreChanges: ['checksum'] } : {}),
    ...timesOf(urn),
  };
}

interface Child {
  readonly operator: OperatorKind;
  readonly object: ObjectName;
}

function componentUrn(ref: StackRef, { name }: OperatorKind): string {
  return urnOf(ref, { type: OPERATOR_TYPE, name });
}

/** Secrets spread evenly among the rest, operators taken in turn. */
function fillingObjects({ count, secrets }: { count: number; secrets: number }): readonly Child[] {
  if (count < secrets) throw new RangeError(`${count} resources cannot hold ${secrets} secrets`);
  return Array.from({ length: count }, (_, index) => {
    const isSecret = Math.floor(((index + 1) * secrets) / count) > Math.floor((index * secrets) / count);
    const kind = isSecret ? 'Secret' : (FILLING[index % FILLING.length] ?? 'ConfigMap');
    const operator = pick(index);
    const name = `${operator.name}-${kind.toLowerCase()}-${String(index).padStart(5, '0')}`;
    return {
      operator,
      object: { apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1', kind, namespace: operator.namespace, name },
    };
  });
}

function pick(index: number): OperatorKind {
  const operator = OPERATORS[index % OPERATORS.length];
  if (!operator) throw new RangeError('there are no operators');
  return operator;
}
