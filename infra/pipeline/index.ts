import * as pulumi from '@pulumi/pulumi';
import { declareCommandFunction } from '#infra/pipeline/command-function.ts';
import { readPipelineConfig } from '#infra/pipeline/config.ts';
import { declareFunctions, outputsOf } from '#infra/pipeline/functions.ts';
import { declareMachines } from '#infra/pipeline/machines.ts';
import { StatusRule } from '#infra/pipeline/status-rule.ts';
import { declareStores } from '#infra/pipeline/stores.ts';
import { readPlatform } from '#infra/platform.ts';

/** The migration: what is kept, what works on it, in which order, and what acts when that order is lost. */
export default async function program() {
  const config = readPipelineConfig(new pulumi.Config());
  const platform = await readPlatform();

  const stores = declareStores(platform, config);
  const functions = declareFunctions(stores);
  const machines = declareMachines(stores, functions);
  const command = declareCommandFunction(stores, machines);

  const { migrate, soak, rollback } = machines;
  const { prefix, alarmTopicArns } = config;
  const base = { platform, prefix, alarmTopicArns };
  new StatusRule('lost-migrate', { ...base, lost: migrate, target: { machine: rollback } });
  new StatusRule('lost-soak', { ...base, lost: soak, target: { machine: soak } });
  // Not started again: a rollback that was lost is a person's, so the function quarantines the tenant.
  new StatusRule('lost-rollback', { ...base, lost: rollback, target: { handler: functions.shared.rollback } });

  return {
    table: stores.table.name,
    vault: stores.vault.bucket.name,
    sourceTokenArn: stores.sourceToken.arn,
    machines: { migrate: migrate.arn, soak: soak.arn, rollback: rollback.arn },
    command: command.name,
    ...outputsOf(functions),
  };
}
