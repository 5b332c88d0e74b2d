import type * as pulumi from '@pulumi/pulumi';
import { z } from 'zod';
import { parseConfig, prefix, topicArns } from '#infra/config.ts';

const backendConfig = z.strictObject({
  prefix,
  /** Where the replica lives. Default: the home region's row in infra/partition.ts. */
  secondRegion: z.string().optional(),
  /** How long replaced and deleted versions of states and publications stay. */
  oldVersionDays: z.int().min(30).default(400),
  /** How often the backend is proven usable. */
  probeMinutes: z.int().min(1).default(15),
  logDays: z.int().default(400),
  alarmTopicArns: topicArns,
});

export type BackendConfig = z.infer<typeof backendConfig>;

/** Throws with every wrong setting named. */
export function readBackendConfig(config: pulumi.Config): BackendConfig {
  return parseConfig(backendConfig, config);
}
