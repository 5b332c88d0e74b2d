import { z } from 'zod';
import type { Clock } from '#src/clock.ts';
import type { ArchiveReader, StoredObject } from '#src/kubernetes/archive-store.ts';
import type { Cluster } from '#src/kubernetes/cluster.ts';
import { parseObject } from '#src/kubernetes/cluster-object.ts';
import { discover } from '#src/kubernetes/discovery.ts';
import { listPages } from '#src/kubernetes/list.ts';
import { isCompared, type ObjectHealth, objectHealthSchema, readObjectHealth } from '#src/kubernetes/object-health.ts';
import { corrupt, readJson } from '#src/kubernetes/pack.ts';
import { pathOf, type ResourceKind, resourcesToArchive, type SkippedKind } from '#src/kubernetes/resources.ts';

export const baselineSchema = z.strictObject({
  takenAt: z.iso.datetime(),
  /** Objects that somebody wrote on purpose; what operators make of them comes and goes. */
  objects: z.array(objectHealthSchema),
  /** `Kind.group` that the cluster defines and does not serve. */
  unread: z.array(z.string()),
});

/** How a cluster's operators stood at one moment. */
export interface Baseline {
  readonly takenAt: string;
  readonly objects: readonly ObjectHealth[];
  readonly unread: readonly string[];
}

/** Looks at a cluster now. Throws `ClusterUnavailable`, `AccessRefused`: what cannot be read is never taken for healthy. */
export async function takeBaseline(cluster: Cluster, clock: Clock): Promise<Baseline> {
  const now = clock.now();
  const { kinds, skipped } = await resourcesToArchive(cluster, await discover(cluster));
  const objects: ObjectHealth[] = [];
  for (const kind of kinds.filter(isCompared)) {
    for await (const page of listPages(cluster, pathOf(kind))) objects.push(...healthOfPage(kind, page.objects, now));
  }
  return { takenAt: now.toISOString(), objects, unread: skipped.map(formatKind) };
}

/** The baseline that a backup left. Throws `BackupCorrupt`. */
export async function readBaseline(pointer: StoredObject, store: ArchiveReader): Promise<Baseline> {
  const parsed = baselineSchema.safeParse(await readJson(pointer, store));
  if (!parsed.success) throw corrupt(pointer, 'it is not a baseline');
  return parsed.data;
}

/** `Kafka.kafka.strimzi.io` */
export function formatKind({ kind, group }: Pick<SkippedKind, 'kind' | 'group'>): string {
  return group === '' ? kind : `${kind}.${group}`;
}

function healthOfPage(kind: ResourceKind, objects: readonly Uint8Array[], now: Date): readonly ObjectHealth[] {
  return objects.map((raw) => readObjectHealth(kind, parseObject(raw), now));
}
