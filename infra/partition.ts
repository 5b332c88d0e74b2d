/** What differs between AWS partitions. Nothing else in `infra` knows one partition from another. */
export interface Partition {
  /** First field of every ARN after `arn`. */
  readonly id: string;
  /** Its regions, and those of no other: nothing of ours may point into another partition. */
  readonly regions: RegExp;
  /** Home region → the region of the same partition that keeps its replica. */
  readonly secondRegions: Readonly<Record<string, string>>;
  readonly features: Features;
}

/**
 * What a partition offers, as far as this system uses it. What no partition here may use, because one of them lacks it,
 * has no row: docs/partitions.md says what that is, and test/infra/partition-rows.test.ts that it is not used.
 */
export interface Features {
  /** X-Ray from functions and machines. */
  readonly isTraced: boolean;
  readonly runtime: 'nodejs24.x' | 'nodejs22.x';
  readonly architecture: 'arm64' | 'x86_64';
}

const COMMERCIAL: Partition = {
  id: 'aws',
  regions: /^(?!cn-)[a-z]{2}-[a-z]+-\d+$/,
  secondRegions: {
    'us-east-1': 'us-west-2',
    'us-east-2': 'us-west-2',
    'us-west-2': 'us-east-1',
    'ca-central-1': 'ca-west-1',
    'eu-central-1': 'eu-west-1',
    'eu-west-1': 'eu-central-1',
    'ap-southeast-1': 'ap-southeast-2',
    'ap-southeast-2': 'ap-southeast-1',
    'ap-northeast-1': 'ap-northeast-3',
  },
  features: { isTraced: true, runtime: 'nodejs24.x', architecture: 'arm64' },
};

const CHINA: Partition = {
  id: 'aws-cn',
  regions: /^cn-[a-z]+-\d+$/,
  // The only two regions between which S3 and KMS replicate there.
  secondRegions: { 'cn-north-1': 'cn-northwest-1', 'cn-northwest-1': 'cn-north-1' },
  // Lambda is not integrated with X-Ray there, and newer runtimes and arm64 are not promised:
  // https://docs.amazonaws.cn/en_us/aws/latest/userguide/lambda.html
  features: { isTraced: false, runtime: 'nodejs22.x', architecture: 'x86_64' },
};

const PARTITIONS: readonly Partition[] = [COMMERCIAL, CHINA];

/** Throws when the partition is not in the table: its features are unknown, and unknown is not usable. */
export function partitionOf(id: string): Partition {
  const partition = PARTITIONS.find((known) => known.id === id);
  if (partition) return partition;
  throw new Error(`partition ${id} is not in infra/partition.ts. Next: add its row, with the features probed there.`);
}

/** Throws when the table names no second region and the configuration gives none of this partition. */
export function secondRegionOf(partition: Partition, home: string, configured?: string): string {
  const region = configured ?? partition.secondRegions[home];
  if (region && region !== home && partition.regions.test(region)) return region;
  throw new Error(`no second region for ${home} in ${partition.id}. Next: set secondRegion to another region there.`);
}

/** Throws when a region is another partition's: accounts, keys and roles of one mean nothing in the other. */
export function requireOwnRegions(partition: Partition, regions: readonly string[]): void {
  const foreign = regions.filter((region) => !partition.regions.test(region));
  if (foreign.length === 0) return;
  throw new Error(
    `not in partition ${partition.id}: ${foreign.join(', ')}. Next: name regions of this partition; another has its own deployment.`,
  );
}

/** Services whose roles or policies this system writes. */
export type ServiceName = 'events' | 'lambda' | 's3' | 'scheduler' | 'states';

/**
 * The principal of a service. The short form is accepted in every partition, also where hosts end otherwise, and some
 * services refuse the long one (terraform-aws-modules/terraform-aws-ecs#124). One place, so that an exception has a home.
 */
export function servicePrincipal(service: ServiceName): string {
  return `${service}.amazonaws.com`;
}
