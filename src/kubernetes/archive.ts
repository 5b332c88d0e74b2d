import type { Clock } from '#src/clock.ts';
import { archiveKind, partWriter } from '#src/kubernetes/archive-kind.ts';
import { archiveSecrets } from '#src/kubernetes/archive-secrets.ts';
import type { ArchiveStore, StoredObject } from '#src/kubernetes/archive-store.ts';
import { type Baseline, formatKind } from '#src/kubernetes/baseline.ts';
import type { Cluster } from '#src/kubernetes/cluster.ts';
import { type Discovery, discover } from '#src/kubernetes/discovery.ts';
import { type ArchiveManifest, type KindEntry, readManifest, renderManifest } from '#src/kubernetes/manifest.ts';
import { isCompared, type ObjectHealth, readObjectHealth } from '#src/kubernetes/object-health.ts';
import { operatorOf } from '#src/kubernetes/operators/known-operators.ts';
import type { SecretRef } from '#src/kubernetes/operators/operator.ts';
import { nameByContent, packJson } from '#src/kubernetes/pack.ts';
import { type ResourcesToArchive, resourcesToArchive } from '#src/kubernetes/resources.ts';
import type { RunRef } from '#src/run-ref.ts';

/** Fixed, so that a run that died after it finds it again; everything else is named by its content. */
export const MANIFEST_NAME = 'manifest.json';

export interface ArchiveOrder {
  readonly cluster: Cluster;
  readonly run: RunRef;
  readonly store: ArchiveStore;
  readonly clock: Clock;
  /** The manifest of an earlier try of this run, which then stands: the cluster is not read again. */
  readonly existing?: StoredObject | undefined;
}

export interface ArchiveReport {
  readonly manifest: StoredObject;
  readonly baseline: StoredObject;
  readonly counts: ArchiveCounts;
  /** What could not be archived, in words; empty = complete. */
  readonly gaps: readonly string[];
}

export interface ArchiveCounts {
  readonly kinds: number;
  readonly objects: number;
  readonly crds: number;
  readonly secrets: number;
  /** Of the objects as served. */
  readonly bytes: number;
}

/**
 * Archives what a cluster's operators hold, and how well they are. Only reads the cluster; the manifest is written last,
 * and without it there is no archive. Throws `ClusterUnavailable`, `AccessRefused` and what the store throws.
 */
export async function archiveCluster(order: ArchiveOrder): Promise<ArchiveReport> {
  if (order.existing !== undefined) {
    return reportOf(order.existing, await readManifest(order.existing, order.store));
  }
  const beganAt = order.clock.now();
  const discovery = await discover(order.cluster);
  const resources = await resourcesToArchive(order.cluster, discovery);
  const read = await archiveKinds(order, resources, beganAt);
  const secrets = await archiveSecrets(read.secretRefs, order);
  const definitions = await archiveDefinitions(order.store, resources.definitions);
  const baseline: Baseline = {
    takenAt: beganAt.toISOString(),
    objects: read.healths,
    unread: resources.skipped.map(formatKind),
  };
  const manifest: ArchiveManifest = {
    schema: 'stackferry.cluster-archive/1',
    run: { ...order.run },
    cluster: { name: order.cluster.name, serverVersion: discovery.serverVersion },
    beganAt: beganAt.toISOString(),
    endedAt: order.clock.now().toISOString(),
    definitions,
    kinds: read.entries,
    secrets: { count: secrets.count, parts: secrets.parts },
    inventory: await putJson(order.store, 'cluster', 'inventory', { objects: read.inventory }),
    baseline: await putJson(order.store, 'evidence', 'baseline', baseline),
    gaps: [...gapsOf(discovery, resources), ...secrets.gaps],
  };
  return reportOf(await order.store.put('cluster', MANIFEST_NAME, renderManifest(manifest)), manifest);
}

interface ReadKinds {
  readonly entries: KindEntry[];
  readonly inventory: InventoryRow[];
  readonly healths: ObjectHealth[];
  readonly secretRefs: SecretRef[];
}

/** Enough to find an object in the archive and to tell whether it is still the same one. */
interface InventoryRow {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation?: number | undefined;
}

/** One list at a time: a cluster at work must not feel that it is being archived. */
async function archiveKinds(order: ArchiveOrder, { kinds }: ResourcesToArchive, now: Date): Promise<ReadKinds> {
  const read: ReadKinds = { entries: [], inventory: [], healths: [], secretRefs: [] };
  for (const kind of kinds) {
    const entry = await archiveKind(kind, order, (object) => {
      const { namespace, name, uid, resourceVersion, generation } = object.metadata;
      read.inventory.push({ group: kind.group, kind: kind.kind, namespace, name, uid, resourceVersion, generation });
      read.secretRefs.push(...operatorOf(kind.group).secretsOf({ ...object, kind: kind.kind }));
      if (isCompared(kind)) read.healths.push(readObjectHealth(kind, object, now));
    });
    read.entries.push(entry);
  }
  return read;
}

async function archiveDefinitions(store: ArchiveStore, definitions: readonly Uint8Array[]) {
  const parts = partWriter(store, 'cluster', 'customresourcedefinitions.apiextensions.k8s.io');
  await parts.add(definitions);
  const { count, parts: written } = await parts.end();
  return { count, parts: written };
}

async function putJson(store: ArchiveStore, area: 'cluster' | 'evidence', stem: string, value: unknown) {
  const packed = packJson(value);
  return await store.put(area, nameByContent(stem, packed, 'json.zst'), packed);
}

function gapsOf({ broken }: Discovery, { skipped }: ResourcesToArchive): readonly string[] {
  return [
    ...broken.map((groupVersion) => `API ${groupVersion} does not answer`),
    ...skipped.map((kind) => `kind ${formatKind(kind)} is not read: ${kind.reason}`),
  ];
}

function reportOf(
  manifest: StoredObject,
  { kinds, definitions, secrets, baseline, gaps }: ArchiveManifest,
): ArchiveReport {
  const counts = {
    kinds: kinds.length,
    objects: kinds.reduce((sum, { count }) => sum + count, 0),
    crds: definitions.count,
    secrets: secrets.count,
    bytes: kinds.reduce((sum, { bytes }) => sum + bytes, 0),
  };
  return { manifest, baseline, counts, gaps };
}
