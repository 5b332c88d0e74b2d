import type { ClusterObject } from '#src/kubernetes/cluster-object.ts';

/** Three values: what nobody can read is neither well nor broken. */
export type Health = 'healthy' | 'unhealthy' | 'unknown';

export interface HealthReading {
  readonly health: Health;
  /** A word or two from the status; never a value of the spec. */
  readonly reason?: string | undefined;
}

/**
 * intent: a person or Pulumi wrote it; archived, and compared afterwards.
 * passing: its operator makes and removes it; archived, not compared.
 * bulk: derived and huge; counted only.
 */
export type ObjectClass = 'intent' | 'passing' | 'bulk';

export interface SecretRef {
  readonly namespace: string;
  readonly name: string;
}

/** What an operator's kinds mean to a backup, and how their health reads. Pure. */
export interface Operator {
  readonly name: string;
  readonly groups: readonly string[];
  classOf(kind: string): ObjectClass;
  readHealth(object: KindedObject, now: Date): HealthReading;
  /** Secrets that could not be made again without an outage. */
  secretsOf(object: KindedObject): readonly SecretRef[];
}

/** Lists of built-in kinds leave `kind` out of their items, so it comes from what was listed. */
export type KindedObject = ClusterObject & { readonly kind: string };
