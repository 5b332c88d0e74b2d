import type { ArchiveArea, ArchiveStore, StoredObject } from '#src/kubernetes/archive-store.ts';
import type { Cluster } from '#src/kubernetes/cluster.ts';
import { type ClusterObject, parseObject } from '#src/kubernetes/cluster-object.ts';
import { countObjects, listPages } from '#src/kubernetes/list.ts';
import type { KindEntry } from '#src/kubernetes/manifest.ts';
import { operatorOf } from '#src/kubernetes/operators/known-operators.ts';
import { nameByContent, packLines } from '#src/kubernetes/pack.ts';
import { pathOf, type ResourceKind } from '#src/kubernetes/resources.ts';

/** Objects are packed and let go of once so many bytes are held, so that memory does not grow with the cluster. */
const PART_BYTES = 16_000_000;

/** Lists one kind into the store, showing each object to `see` on the way. Bulk kinds are only counted. */
export async function archiveKind(
  kind: ResourceKind,
  ports: { readonly cluster: Cluster; readonly store: ArchiveStore },
  see: (object: ClusterObject) => void,
): Promise<KindEntry> {
  const objectClass = operatorOf(kind.group).classOf(kind.kind);
  const entry = { ...kindFields(kind), class: objectClass };
  if (objectClass === 'bulk') {
    const count = await countObjects(ports.cluster, pathOf(kind));
    return { ...entry, count, bytes: 0, resourceVersions: [], parts: [] };
  }
  const parts = partWriter(ports.store, 'cluster', stemOf(kind));
  const resourceVersions = new Set<string>();
  for await (const page of listPages(ports.cluster, pathOf(kind))) {
    resourceVersions.add(page.resourceVersion);
    for (const raw of page.objects) see(parseObject(raw));
    await parts.add(page.objects);
  }
  return { ...entry, ...(await parts.end()), resourceVersions: [...resourceVersions] };
}

export interface PartWriter {
  add(lines: readonly Uint8Array[]): Promise<void>;
  end(): Promise<{ readonly count: number; readonly bytes: number; readonly parts: StoredObject[] }>;
}

/** Writes lines as packed parts of bounded size, each under a name made of its content. */
export function partWriter(store: ArchiveStore, area: ArchiveArea, stem: string): PartWriter {
  const parts: StoredObject[] = [];
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let count = 0;
  let bytes = 0;
  const flush = async (): Promise<void> => {
    if (held.length === 0) return;
    const packed = packLines(held);
    parts.push(await store.put(area, nameByContent(stem, packed, 'ndjson.zst'), packed));
    held = [];
    heldBytes = 0;
  };
  return {
    add: async (lines) => {
      const added = lines.reduce((sum, line) => sum + line.length, 0);
      held.push(...lines);
      heldBytes += added;
      count += lines.length;
      bytes += added;
      if (heldBytes >= PART_BYTES) await flush();
    },
    end: async () => {
      await flush();
      return { count, bytes, parts };
    },
  };
}

/** `kafkatopics.kafka.strimzi.io`, as the definition is named. */
export function stemOf({ group, plural }: ResourceKind): string {
  return group === '' ? plural : `${plural}.${group}`;
}

function kindFields(kind: ResourceKind) {
  const { group, version, plural, isStorageVersion } = kind;
  return {
    group,
    version,
    kind: kind.kind,
    plural,
    isStorageVersion,
    servedVersions: [...kind.servedVersions],
    storedVersions: [...kind.storedVersions],
  };
}
