import { z } from 'zod';
import type { ClusterObject } from '#src/kubernetes/cluster-object.ts';
import { operatorOf } from '#src/kubernetes/operators/known-operators.ts';
import type { ResourceKind } from '#src/kubernetes/resources.ts';

export const objectHealthSchema = z.strictObject({
  group: z.string(),
  version: z.string(),
  kind: z.string(),
  namespace: z.string().optional(),
  name: z.string(),
  uid: z.string(),
  /** Absent for kinds whose generation grows with every write. */
  generation: z.int().optional(),
  health: z.enum(['healthy', 'unhealthy', 'unknown']),
  reason: z.string().optional(),
});

/** One object as it stood: the same object, the same intent, and how well it was. */
export type ObjectHealth = Readonly<z.infer<typeof objectHealthSchema>>;

export function readObjectHealth(kind: ResourceKind, object: ClusterObject, now: Date): ObjectHealth {
  const { metadata } = object;
  const { health, reason } = operatorOf(kind.group).readHealth({ ...object, kind: kind.kind }, now);
  return {
    group: kind.group,
    version: kind.version,
    kind: kind.kind,
    namespace: metadata.namespace,
    name: metadata.name,
    uid: metadata.uid,
    generation: kind.hasStatus ? metadata.generation : undefined,
    health,
    reason,
  };
}

/** Whether an object of this kind says anything about the cluster's health when it changes. */
export function isCompared(kind: ResourceKind): boolean {
  return operatorOf(kind.group).classOf(kind.kind) === 'intent';
}
