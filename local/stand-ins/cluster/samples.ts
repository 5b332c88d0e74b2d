import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { KubernetesObject } from '#local/stand-ins/cluster/kubernetes-object.ts';

const FOLDER = new URL('../../fleet/samples/', import.meta.url);
const FILES = [
  'strimzi/crd-kafkatopic.yaml',
  'strimzi/crd-kafkauser.yaml',
  'strimzi/objects.yaml',
  'cert-manager/crd-certificates.yaml',
  'cert-manager/objects.yaml',
  'keda/crd-scaledobjects.yaml',
  'keda/objects.yaml',
  'vertical-pod-autoscaler/crd-vertical-pod-autoscaler.yaml',
  'vertical-pod-autoscaler/objects.yaml',
  'aws-load-balancer-controller/crd-targetgroupbindings.yaml',
  'aws-load-balancer-controller/objects.yaml',
  'volumes/objects.yaml',
];

/** Real definitions of five operators with a handful of objects, secrets and volumes. */
export async function loadSamples(): Promise<readonly KubernetesObject[]> {
  const files = await Promise.all(FILES.map(async (file) => await readFile(new URL(file, FOLDER), 'utf8')));
  return files.flatMap(parseObjects);
}

/** Copies the samples' custom resources under numbered names until there are `count` of them. */
export function multiply(objects: readonly KubernetesObject[], count: number): readonly KubernetesObject[] {
  const templates = objects.filter(({ apiVersion, kind }) => apiVersion.includes('.') && !BUILT_IN.has(kind));
  const copies = Array.from({ length: Math.max(0, count - templates.length) }, (_, index) => {
    const template = templates[index % templates.length];
    return (
      template && { ...template, metadata: { ...template.metadata, name: numbered(template.metadata.name, index) } }
    );
  });
  return [...objects, ...copies.filter((copy) => copy !== undefined)];
}

const BUILT_IN = new Set(['CustomResourceDefinition', 'StorageClass']);

function numbered(name: string, index: number): string {
  return `${name}-${String(index).padStart(6, '0')}`;
}

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().exactOptional() }),
});

function parseObjects(text: string): KubernetesObject[] {
  return parseAllDocuments(text, { intAsBigInt: true }).map((document) =>
    objectSchema.parse(withPlainNumbers(document.toJS())),
  );
}

/** Only what a number cannot hold stays a bigint. */
function withPlainNumbers(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(withPlainNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withPlainNumbers(member)]));
}
