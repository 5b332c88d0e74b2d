import { randomUUID } from 'node:crypto';
import { SFNClient } from '@aws-sdk/client-sfn';
import { z } from 'zod';
import { connector } from '#src/aws/connect.ts';
import { migrationStarter } from '#src/aws/start-migration.ts';
import { rollbackStarter } from '#src/aws/start-rollback.ts';
import { waveStarter } from '#src/aws/start-wave.ts';
import { step } from '#src/aws/step.ts';
import { carryOut, commandSchema } from '#src/migration/command.ts';
import { carryOutForGroup, groupCommandSchema } from '#src/migration/group-command.ts';
import { carryOutRollback, rollbackCommandSchema } from '#src/migration/rollback-command.ts';

const connect = connector(process.env);
const machines = new SFNClient({});
const input = z.discriminatedUnion('command', [commandSchema, rollbackCommandSchema, groupCommandSchema]);

export const handler = step('command', input, async (command) => {
  const { ports, settings } = connect();
  if (!('tenant' in command)) {
    return await carryOutForGroup(command, ports, waveStarter(machines, settings.waveMachineArn));
  }
  if (command.command === 'rollBack') {
    return await carryOutRollback(command, ports, rollbackStarter(machines, settings.rollbackMachineArn));
  }
  const start = migrationStarter(machines, settings.migrateMachineArn, () => randomUUID().slice(0, 8));
  return await carryOut(command, ports, start);
});
