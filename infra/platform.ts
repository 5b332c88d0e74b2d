import * as aws from '@pulumi/aws';
import { type Partition, partitionOf } from '#infra/partition.ts';

/** Where a program runs, read once and handed down. */
export interface Platform {
  readonly partition: Partition;
  readonly region: string;
  readonly accountId: string;
}

/** Asks the provider where it is. */
export async function readPlatform(): Promise<Platform> {
  const [{ partition }, { region }, { accountId }] = await Promise.all([
    aws.getPartition(),
    aws.getRegion(),
    aws.getCallerIdentity(),
  ]);
  return { partition: partitionOf(partition), region, accountId };
}

export interface ArnParts {
  readonly service: string;
  readonly resource: string;
  /** Default: the platform's own. */
  readonly region?: string;
}

/** ARNs are put together here and nowhere else; those of resources come from their outputs. */
export function arnOf({ partition, region, accountId }: Platform, parts: ArnParts): string {
  return ['arn', partition.id, parts.service, parts.region ?? region, accountId, parts.resource].join(':');
}

/** The ARN of a bucket that another program made; the names are the partition's, so it carries neither region nor account. */
export function bucketArnOf({ partition }: Platform, bucket: string): string {
  return ['arn', partition.id, 's3', '', '', bucket].join(':');
}

/** A bucket name that is free: it carries account and region, because all accounts of a partition share the names. */
export function bucketName({ accountId }: Platform, parts: { readonly name: string; readonly region: string }): string {
  return `${parts.name}-${accountId}-${parts.region}`;
}
