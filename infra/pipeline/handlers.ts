import {
  changeStates,
  describeSecretsKey,
  openDataKeys,
  publish,
  readPublications,
  readStates,
  wrapDataKeys,
} from '#infra/pipeline/grants/backend.ts';
import { discardScratch, fillScratch } from '#infra/pipeline/grants/scratch.ts';
import { findClusters, readSourceToken } from '#infra/pipeline/grants/source.ts';
import { listFleet, trackTenants } from '#infra/pipeline/grants/tracking.ts';
import { fillVault, readHandedOver, readVault } from '#infra/pipeline/grants/vault.ts';
import type { Stores } from '#infra/pipeline/stores.ts';
import type { Statement } from '#infra/policy.ts';

/** Handlers that work the same for every group. */
export type CommonHandler = 'export' | 'import' | 'cutover' | 'notify';

/** Handlers that read a cluster, and so have to be where it can be reached. */
export type ClusterHandler = 'backup' | 'validate' | 'watch' | 'rollback';

export interface HandlerNeeds {
  readonly memoryMb: number;
  /** At most what the machines' task allows, so that the function reports its own end. */
  readonly timeoutSeconds: number;
  /** What the handler may do, in the order it does it. */
  readonly grants: (stores: Stores) => readonly Statement[];
}

export const COMMON_HANDLERS: Readonly<Record<CommonHandler, HandlerNeeds>> = {
  export: {
    memoryMb: 2048,
    timeoutSeconds: 870,
    grants: (stores) => [
      trackTenants(stores),
      readSourceToken(stores),
      wrapDataKeys(stores),
      ...readHandedOver(stores),
      ...fillVault(stores, ['snapshot']),
    ],
  },
  import: {
    memoryMb: 2048,
    timeoutSeconds: 870,
    grants: (stores) => [
      trackTenants(stores),
      ...readVault(stores, ['snapshot']),
      // Undoing an import is the rollback's; the import gives back its own lock and nothing else.
      ...changeStates(stores, { put: '.pulumi/*', deleteVersions: '.pulumi/locks/*' }),
      ...fillScratch(stores),
      openDataKeys(stores),
    ],
  },
  cutover: {
    memoryMb: 512,
    // It waits for running deploys to end.
    timeoutSeconds: 870,
    grants: (stores) => [
      trackTenants(stores),
      readSourceToken(stores),
      ...readStates(stores),
      ...readVault(stores, ['snapshot']),
      ...publish(stores),
    ],
  },
  notify: { memoryMb: 256, timeoutSeconds: 50, grants: (stores) => [trackTenants(stores)] },
};

export const CLUSTER_HANDLERS: Readonly<Record<ClusterHandler, HandlerNeeds>> = {
  backup: {
    memoryMb: 1536,
    timeoutSeconds: 870,
    grants: (stores) => [
      trackTenants(stores),
      ...findClusters(stores),
      ...fillVault(stores, ['cluster', 'secrets', 'evidence']),
    ],
  },
  validate: {
    memoryMb: 1024,
    timeoutSeconds: 290,
    grants: (stores) => [
      trackTenants(stores),
      readSourceToken(stores),
      ...findClusters(stores),
      ...readStates(stores),
      // Preflight of a rehearsal removes what a killed one left.
      ...discardScratch(stores),
      describeSecretsKey(stores),
      openDataKeys(stores),
      ...readHandedOver(stores),
      ...readVault(stores, ['snapshot', 'cluster']),
      ...fillVault(stores, ['evidence']),
      ...readPublications(stores),
    ],
  },
  watch: {
    memoryMb: 512,
    timeoutSeconds: 290,
    grants: (stores) => [
      trackTenants(stores),
      readSourceToken(stores),
      ...findClusters(stores),
      ...readStates(stores),
      openDataKeys(stores),
      ...fillVault(stores, ['evidence']),
      ...readPublications(stores),
    ],
  },
  rollback: {
    memoryMb: 1024,
    timeoutSeconds: 870,
    grants: (stores) => [
      trackTenants(stores),
      listFleet(stores),
      readSourceToken(stores),
      ...changeStates(stores, { put: '.pulumi/locks/*', deleteVersions: '.pulumi/*' }),
      ...discardScratch(stores),
      ...fillVault(stores, ['evidence']),
      ...publish(stores),
    ],
  },
};

/** Decides about waves: records, slots and brake, and nothing outside the table. */
export const DISPATCH_HANDLER: HandlerNeeds = {
  memoryMb: 256,
  timeoutSeconds: 50,
  grants: (stores) => [trackTenants(stores), listFleet(stores)],
};

export const COMMAND_HANDLER: Omit<HandlerNeeds, 'grants'> = { memoryMb: 256, timeoutSeconds: 60 };
