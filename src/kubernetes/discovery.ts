import { z } from 'zod';
import { ClusterUnavailable } from '#src/errors.ts';
import type { Cluster, RawResponse } from '#src/kubernetes/cluster.ts';
import { discoverGroupByGroup, type FoundGroups } from '#src/kubernetes/discover-groups.ts';
import { readMessage } from '#src/kubernetes/status.ts';

/** What a cluster says it serves. */
export interface Discovery extends FoundGroups {
  /** `v1.35.4-eks-…` */
  readonly serverVersion: string;
}

/** https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery */
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

/** Asks the cluster for everything it serves. A broken group is recorded, never fatal. */
export async function discover(cluster: Cluster): Promise<Discovery> {
  const version = versionSchema.parse(JSON.parse(textOf(await expectOk(cluster, '/version'))));
  const answer: unknown = JSON.parse(textOf(await expectOk(cluster, '/apis', AGGREGATED)));
  const aggregated = aggregatedSchema.safeParse(answer);
  const found = aggregated.success ? fromAggregated(aggregated.data) : await discoverGroupByGroup(cluster, answer);
  return { serverVersion: version.gitVersion, ...found };
}

/** The version a client takes when it has no reason for another. */
export function preferredVersionOf(discovery: Discovery, group: string): string | undefined {
  return discovery.groups.find((served) => served.group === group)?.versions[0];
}

const versionSchema = z.looseObject({ gitVersion: z.string() });

const aggregatedSchema = z.looseObject({
  kind: z.literal('APIGroupDiscoveryList'),
  items: z.array(
    z.looseObject({
      metadata: z.looseObject({ name: z.string() }),
      versions: z.array(z.looseObject({ version: z.string(), freshness: z.string().default('Current') })),
    }),
  ),
});

function fromAggregated({ items }: z.infer<typeof aggregatedSchema>): FoundGroups {
  const groups = items.map(({ metadata, versions }) => ({
    group: metadata.name,
    versions: versions.map(({ version }) => version),
  }));
  const broken = items.flatMap(({ metadata, versions }) =>
    versions.filter(({ freshness }) => freshness === 'Stale').map(({ version }) => `${metadata.name}/${version}`),
  );
  return { groups, broken };
}

async function expectOk(cluster: Cluster, path: string, accept?: string): Promise<RawResponse> {
  const answer = await cluster.get(path, accept);
  if (answer.status === 200) return answer;
  throw new ClusterUnavailable({
    subject: `cluster ${cluster.name}`,
    found: `get ${path} was answered with ${answer.status}: ${readMessage(answer)}`,
    next: 'check that the endpoint is a Kubernetes API server',
  });
}

function textOf({ body }: RawResponse): string {
  return Buffer.from(body).toString('utf8');
}
