import { clusterFunctionsText, type Functions } from '#infra/pipeline/functions.ts';
import { Machine } from '#infra/pipeline/machine.ts';
import type { Stores } from '#infra/pipeline/stores.ts';

export interface Machines {
  readonly wave: Machine;
  readonly migrate: Machine;
  readonly soak: Machine;
  readonly rollback: Machine;
}

/** In the order in which they start each other, last first. */
export function declareMachines({ platform, config }: Stores, functions: Functions): Machines {
  const { prefix, logDays } = config;
  const { common } = functions;
  const base = { platform, prefix, logDays };
  const cluster = Object.values(functions.byGroup);
  const placeholders = { clusterFunctions: clusterFunctionsText(functions), notifyFunction: common.notify.arn };

  const rollback = new Machine('rollback-tenant', {
    ...base,
    machine: 'rollback-tenant',
    placeholders,
    functionArns: distinct([common.notify, ...cluster.flatMap((copy) => [copy.rollback, copy.validate])]),
  });
  const soak = new Machine('soak-tenant', {
    ...base,
    machine: 'soak-tenant',
    placeholders: { ...placeholders, rollbackMachine: rollback.arn },
    functionArns: distinct([common.notify, ...cluster.map((copy) => copy.watch)]),
    awaits: [rollback],
  });
  const migrate = new Machine('migrate-tenant', {
    ...base,
    machine: 'migrate-tenant',
    placeholders: {
      ...placeholders,
      rollbackMachine: rollback.arn,
      soakMachine: soak.arn,
      exportFunction: common.export.arn,
      importFunction: common.import.arn,
      cutoverFunction: common.cutover.arn,
    },
    functionArns: distinct([...Object.values(common), ...cluster.flatMap((copy) => [copy.validate, copy.backup])]),
    starts: [soak],
    awaits: [rollback],
  });
  const wave = new Machine('run-wave', {
    ...base,
    machine: 'run-wave',
    placeholders: {
      notifyFunction: common.notify.arn,
      dispatchFunction: functions.dispatch.arn,
      migrateMachine: migrate.arn,
    },
    functionArns: distinct([common.notify, functions.dispatch]),
    awaits: [migrate],
  });
  return { wave, migrate, soak, rollback };
}

type Named = Functions['common']['notify'];

/** Groups without a network share their functions. */
function distinct(functions: readonly Named[]): readonly Named['arn'][] {
  return [...new Set(functions)].map(({ arn }) => arn);
}
