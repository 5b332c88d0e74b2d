import type { Stores } from '#infra/pipeline/stores.ts';
import { arnOf } from '#infra/platform.ts';
import { allow, type Statement } from '#infra/policy.ts';

export function readSourceToken({ sourceToken }: Stores): Statement {
  return allow(['secretsmanager:GetSecretValue'], [sourceToken.arn]);
}

/**
 * Finds clusters in the groups' regions, and takes the configured roles for those of other accounts. What may be read
 * inside a cluster is the cluster's own business: its access entry for the function's role.
 */
export function findClusters({ platform, config }: Stores): readonly Statement[] {
  const regions = [...new Set(config.groups.map(({ region }) => region))];
  const clusters = regions.map((region) => arnOf(platform, { service: 'eks', resource: 'cluster/*', region }));
  const { clusterRoleArns } = config;
  return [
    allow(['eks:DescribeCluster'], clusters),
    ...(clusterRoleArns.length === 0 ? [] : [allow(['sts:AssumeRole'], clusterRoleArns)]),
  ];
}
