import type * as pulumi from '@pulumi/pulumi';
import { IANAZone } from 'luxon';
import { z } from 'zod';
import { parseConfig, prefix, topicArns } from '#infra/config.ts';

const arn = z.string().startsWith('arn:');

/** The output `backend` of infra/backend, as it is. */
const backend = z.strictObject({
  stateBucket: z.string(),
  stateKeyArn: arn,
  secretsKeyArn: arn,
  publications: z.string(),
  publicationsKeyArn: arn,
});

/**
 * When a wave of the group begins: the six fields of a cron expression, in the group's own time zone. Minutes are 0 or
 * 30, so that a schedule that is delivered twice falls into one UTC hour in every zone (src/fleet/wave-id.ts).
 */
const window = z.strictObject({
  cron: z.string().regex(/^(0|30)( [^ ]+){5}$/, 'must be six fields that begin with minute 0 or 30'),
  timeZone: z.string().refine((zone) => IANAZone.isValidZone(zone), 'must be an IANA time zone'),
});

/**
 * A region group. `network` is for private clusters: subnets of the *home* region from which they are reached (by
 * peering or a transit gateway), because a machine invokes functions of its own region only.
 */
const group = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,19}$/, 'must be at most 20 lower-case letters, digits and hyphens'),
  /** Where the group's clusters are. */
  region: z.string(),
  network: z
    .strictObject({ subnetIds: z.array(z.string()).min(1), securityGroupIds: z.array(z.string()).min(1) })
    .optional(),
  /** Default: none; waves are started by hand. */
  window: window.optional(),
});

export type RegionGroup = z.infer<typeof group>;

const pipelineConfig = z.strictObject({
  prefix,
  backend,
  /** API of the backend that stacks leave. */
  sourceUrl: z.url().default('https://api.pulumi.com'),
  groups: z.array(group).min(1).refine(hasDistinctNames, 'must have distinct names'),
  /** Roles that functions take to reach clusters of other accounts. */
  clusterRoleArns: z.array(arn).default([]),
  /** Real seconds per second of programme time; below 1 only for rehearsals. */
  timeScale: z.number().positive().default(1),
  soakMinutes: z
    .int()
    .positive()
    .default(48 * 60),
  sampleMinutes: z.int().positive().default(15),
  /** How many tenants of a group move at once, until a person says otherwise. */
  slots: z.int().nonnegative().default(5),
  /** COMPLIANCE: nobody can delete a backup before its time, nor shorten it. */
  vaultLock: z
    .strictObject({ mode: z.enum(['COMPLIANCE', 'GOVERNANCE']), days: z.int().min(1) })
    .default({ mode: 'COMPLIANCE', days: 90 }),
  logDays: z.int().default(400),
  alarmTopicArns: topicArns,
});

export type PipelineConfig = z.infer<typeof pipelineConfig>;

/** Throws with every wrong setting named. */
export function readPipelineConfig(config: pulumi.Config): PipelineConfig {
  return parseConfig(pipelineConfig, config);
}

function hasDistinctNames(groups: readonly RegionGroup[]): boolean {
  return new Set(groups.map(({ name }) => name)).size === groups.length;
}
