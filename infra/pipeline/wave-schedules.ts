import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { DeadLetters } from '#infra/components/dead-letters.ts';
import type { RegionGroup } from '#infra/pipeline/config.ts';
import type { Machine } from '#infra/pipeline/machine.ts';
import type { Platform } from '#infra/platform.ts';
import { allow, policyText, trust } from '#infra/policy.ts';

export interface WaveSchedulesArgs {
  readonly platform: Platform;
  readonly prefix: string;
  /** Those without a window get no schedule: their waves are started by hand. */
  readonly groups: readonly RegionGroup[];
  /** Started at each opening of a window, with `{"group": …}`. */
  readonly machine: Machine;
  readonly alarmTopicArns: readonly string[];
}

/** Later than this a window is not opened any more. src/fleet/wave-id.ts relies on it to know a duplicate. */
const MOST_SECONDS_LATE = 600;

/** One schedule for each region group that has a window, in the group's own time zone. */
export class WaveSchedules extends pulumi.ComponentResource {
  constructor(name: string, args: WaveSchedulesArgs, opts?: pulumi.ComponentResourceOptions) {
    super('stackferry:pipeline:WaveSchedules', name, {}, opts);
    const { platform, prefix, groups, machine, alarmTopicArns } = args;
    const windows = groups.flatMap(({ name: group, window }) => (window ? [{ group, ...window }] : []));
    if (windows.length > 0) {
      const queue = `${prefix}-${name}-dead-letters`;
      const deadLetters = new DeadLetters(`${name}-dead-letters`, { queue, alarmTopicArns }, { parent: this });
      const { role, policy } = this.#admit(name, { platform, prefix, machine, deadLetters });
      const target = {
        arn: machine.arn,
        roleArn: role.arn,
        deadLetterConfig: { arn: deadLetters.arn },
        retryPolicy: { maximumRetryAttempts: 10, maximumEventAgeInSeconds: MOST_SECONDS_LATE },
      };
      for (const { group, cron, timeZone } of windows) {
        new aws.scheduler.Schedule(
          `wave-${group}`,
          {
            name: `${prefix}-wave-${group}`,
            description: `Starts a wave of ${group} when its window opens`,
            scheduleExpression: `cron(${cron})`,
            scheduleExpressionTimezone: timeZone,
            flexibleTimeWindow: { mode: 'OFF' },
            target: { ...target, input: JSON.stringify({ group, scheduled: true }) },
          },
          { parent: this, dependsOn: [policy] },
        );
      }
    }
    this.registerOutputs({});
  }

  #admit(name: string, { platform, prefix, machine, deadLetters }: Admission) {
    const role = new aws.iam.Role(
      name,
      { name: `${prefix}-${name}`, assumeRolePolicy: trust('scheduler', platform) },
      { parent: this },
    );
    const statements = policyText([
      allow(['states:StartExecution'], [machine.arn]),
      allow(['sqs:SendMessage'], [deadLetters.arn]),
    ]);
    const policy = new aws.iam.RolePolicy(
      name,
      { name: 'start', role: role.name, policy: statements },
      { parent: this },
    );
    return { role, policy };
  }
}

interface Admission extends Pick<WaveSchedulesArgs, 'platform' | 'prefix' | 'machine'> {
  readonly deadLetters: DeadLetters;
}
