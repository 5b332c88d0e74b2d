import { HandlerFunction } from '#infra/components/handler-function.ts';
import { trackTenants } from '#infra/pipeline/grants/tracking.ts';
import { COMMAND_HANDLER } from '#infra/pipeline/handlers.ts';
import type { Machines } from '#infra/pipeline/machines.ts';
import { type Stores, settingsOf } from '#infra/pipeline/stores.ts';
import { arnOf } from '#infra/platform.ts';
import { allow } from '#infra/policy.ts';

/** Does what a person's command changes in records, and starts machines; the command line invokes it. */
export function declareCommandFunction(stores: Stores, { wave, migrate, rollback }: Machines): HandlerFunction {
  const { platform, config } = stores;
  const executions = [migrate, rollback].map(({ machineName }) =>
    arnOf(platform, { service: 'states', resource: `execution:${machineName}:*` }),
  );
  return new HandlerFunction('command', {
    platform,
    functionName: `${config.prefix}-command`,
    bundle: 'command',
    ...COMMAND_HANDLER,
    environment: {
      ...settingsOf(stores),
      STACKFERRY_MIGRATE_MACHINE: migrate.arn,
      STACKFERRY_ROLLBACK_MACHINE: rollback.arn,
      STACKFERRY_WAVE_MACHINE: wave.arn,
    },
    statements: [
      trackTenants(stores),
      allow(['states:StartExecution'], [migrate.arn, rollback.arn, wave.arn]),
      // A start that finds its name taken asks whether that execution still runs.
      allow(['states:DescribeExecution'], executions),
    ],
    logDays: config.logDays,
  });
}
