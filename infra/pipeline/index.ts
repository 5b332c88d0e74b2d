import * as pulumi from '@pulumi/pulumi';
import { requireOwnRegions } from '#infra/partition.ts';
import { cliSettingsOf } from '#infra/pipeline/cli-settings.ts';
import { declareCommandFunction } from '#infra/pipeline/command-function.ts';
import { readPipelineConfig } from '#infra/pipeline/config.ts';
import { Dashboard } from '#infra/pipeline/dashboard.ts';
import { declareFunctions, outputsOf } from '#infra/pipeline/functions.ts';
import { declareMachines } from '#infra/pipeline/machines.ts';
import { StatusRule } from '#infra/pipeline/status-rule.ts';
import { declareStores } from '#infra/pipeline/stores.ts';
import { WaveSchedules } from '#infra/pipeline/wave-schedules.ts';
import { readPlatform } from '#infra/platform.ts';

/** The migration: what is kept, what works on it, in which order, and what acts when that order is lost. */
export default async function program() {
  const config = readPipelineConfig(new pulumi.Config());
  const platform = await readPlatform();
  requireOwnRegions(
    platform.partition,
    config.groups.map(({ region }) => region),
  );

  const stores = declareStores(platform, config);
  const functions = declareFunctions(stores);
  const machines = declareMachines(stores, functions);
  const command = declareCommandFunction(stores, machines);

  const { wave, migrate, soak, rollback } = machines;
  const { prefix, alarmTopicArns } = config;
  const base = { platform, prefix, alarmTopicArns };
  const rollbackFunction = { handler: functions.shared.rollback };
  new StatusRule('lost-migrate', { ...base, lost: migrate, target: { machine: rollback } });
  new StatusRule('lost-wave', { ...base, lost: wave, target: { handler: functions.dispatch } });
  new StatusRule('lost-soak', { ...base, lost: soak, statuses: ['TIMED_OUT', 'ABORTED'], target: { machine: soak } });
  // A soak that failed has tried its way back already: started again it might fail again without end.
  new StatusRule('failed-soak', { ...base, lost: soak, statuses: ['FAILED'], target: rollbackFunction });
  // Not started again: a rollback that was lost is a person's, so the function quarantines the tenant.
  new StatusRule('lost-rollback', { ...base, lost: rollback, target: rollbackFunction });

  new WaveSchedules('wave-schedules', { ...base, groups: config.groups, machine: wave });

  new Dashboard('dashboard', {
    prefix,
    region: platform.region,
    table: stores.table.name,
    machines,
    functions,
    command,
  });

  return {
    table: stores.table.name,
    vault: stores.vault.bucket.name,
    sourceTokenArn: stores.sourceToken.arn,
    machines: { wave: wave.arn, migrate: migrate.arn, soak: soak.arn, rollback: rollback.arn },
    command: command.name,
    /** For the environment of the command line. */
    settings: cliSettingsOf(stores, command),
    ...outputsOf(functions),
  };
}
