import { AccessRefused } from '#src/errors.ts';
import { partWriter } from '#src/kubernetes/archive-kind.ts';
import type { ArchiveStore, StoredObject } from '#src/kubernetes/archive-store.ts';
import type { Cluster, RawResponse } from '#src/kubernetes/cluster.ts';
import { onOneLine } from '#src/kubernetes/cut-items.ts';
import type { SecretRef } from '#src/kubernetes/operators/operator.ts';

export interface ArchivedSecrets {
  readonly count: number;
  readonly parts: StoredObject[];
  /** Sentences naming secrets that could not be read; never a value. */
  readonly gaps: readonly string[];
}

/**
 * Reads the named secrets one by one, for a list would reveal all of them, into the area under the other key. One that
 * does not exist is no gap: its operator has not made it.
 */
export async function archiveSecrets(
  refs: readonly SecretRef[],
  { cluster, store }: { readonly cluster: Cluster; readonly store: ArchiveStore },
): Promise<ArchivedSecrets> {
  const parts = partWriter(store, 'secrets', 'secrets');
  const gaps: string[] = [];
  for (const ref of distinct(refs)) {
    const answer = await readSecret(cluster, ref);
    if (answer?.status === 200) await parts.add([onOneLine(answer.body)]);
    else if (answer?.status !== 404) gaps.push(`secret ${ref.namespace}/${ref.name} may not be read`);
  }
  const { count, parts: written } = await parts.end();
  return { count, parts: written, gaps };
}

/** Undefined when refused: roles name secrets one by one, and a missing name is for a person to weigh. */
async function readSecret(cluster: Cluster, { namespace, name }: SecretRef): Promise<RawResponse | undefined> {
  try {
    return await cluster.get(`/api/v1/namespaces/${namespace}/secrets/${name}`);
  } catch (error) {
    if (error instanceof AccessRefused) return undefined;
    throw error;
  }
}

function distinct(refs: readonly SecretRef[]): readonly SecretRef[] {
  const byName = new Map(refs.map((ref) => [`${ref.namespace}/${ref.name}`, ref]));
  return [...byName.values()];
}
