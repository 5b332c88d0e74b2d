import type { Clock } from '#src/clock.ts';
import type { Cluster, ClusterRef } from '#src/kubernetes/cluster.ts';
import type { Publisher } from '#src/publishing/publisher.ts';
import type { KeyWrapper } from '#src/pulumi/secrets/data-key.ts';
import type { StackSource } from '#src/pulumi/source/stack-source.ts';
import type { Scratch } from '#src/pulumi/target/scratch.ts';
import type { TargetBackend } from '#src/pulumi/target/target-backend.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';
import type { TrackingStore } from '#src/tracking/tracking-store.ts';
import type { Vault } from '#src/vault/vault.ts';

/** Everything outside that a step may touch. A step takes only what it names. */
export interface Ports {
  readonly clock: Clock;
  readonly tracking: TrackingStore;
  readonly vault: Vault;
  readonly target: TargetBackend;
  /** Where a tenant’s rehearsals write instead. */
  openScratch(tenant: string): Scratch;
  readonly keys: KeyWrapper;
  readonly publisher: Publisher;
  openSource(record: Pick<TenantRecord, 'source' | 'stack'>): Promise<StackSource>;
  openCluster(cluster: ClusterRef): Promise<Cluster>;
}
