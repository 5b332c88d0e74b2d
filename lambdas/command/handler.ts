import { randomUUID } from 'node:crypto';
import { SFNClient } from '@aws-sdk/client-sfn';
import { connector } from '#src/aws/connect.ts';
import { migrationStarter } from '#src/aws/start-migration.ts';
import { step } from '#src/aws/step.ts';
import { carryOut, commandSchema } from '#src/migration/command.ts';

const connect = connector(process.env);
const machines = new SFNClient({});

export const handler = step('command', commandSchema, async (input) => {
  const { ports, settings } = connect();
  const start = migrationStarter(machines, settings.migrateMachineArn, () => randomUUID().slice(0, 8));
  return await carryOut(input, ports, start);
});
