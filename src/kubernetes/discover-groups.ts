import { z } from 'zod';
import { ClusterUnavailable } from '#src/errors.ts';
import type { Cluster } from '#src/kubernetes/cluster.ts';

export interface FoundGroups {
  readonly groups: readonly ServedGroup[];
  /** `group/version` of aggregated APIs that do not answer, as of a dead metrics server. */
  readonly broken: readonly string[];
}

export interface ServedGroup {
  readonly group: string;
  /** The server's preferred version comes first. */
  readonly versions: readonly string[];
}

const groupListSchema = z.looseObject({
  kind: z.literal('APIGroupList'),
  groups: z.array(
    z.looseObject({
      name: z.string(),
      preferredVersion: z.looseObject({ version: z.string() }),
      versions: z.array(z.looseObject({ version: z.string() })),
    }),
  ),
});

/** The old way, for servers that answer `/apis` with a bare list of groups: each group is asked whether it answers. */
export async function discoverGroupByGroup(cluster: Cluster, answer: unknown): Promise<FoundGroups> {
  const { groups } = groupListSchema.parse(answer);
  const broken: string[] = [];
  for (const { name, versions } of groups) {
    for (const { version } of versions) {
      if (!(await answers(cluster, `/apis/${name}/${version}`))) broken.push(`${name}/${version}`);
    }
  }
  return {
    groups: groups.map(({ name, preferredVersion, versions }) => ({
      group: name,
      versions: [preferredVersion.version, ...others(versions, preferredVersion.version)],
    })),
    broken,
  };
}

async function answers(cluster: Cluster, path: string): Promise<boolean> {
  try {
    return (await cluster.get(path)).status === 200;
  } catch (error) {
    if (error instanceof ClusterUnavailable) return false;
    throw error;
  }
}

function others(versions: readonly { readonly version: string }[], preferred: string): readonly string[] {
  return versions.map(({ version }) => version).filter((version) => version !== preferred);
}
