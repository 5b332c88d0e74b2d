import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { SettingsInvalid } from '#src/errors.ts';
import type { StartMigration } from '#src/migration/command.ts';

/**
 * Starts migrate-tenant by name. A name cannot be used again for 90 days, so where an ended execution has it, the start
 * gets a suffix; where a running one has it, that one is the answer.
 */
export function migrationStarter(
  client: SFNClient,
  machineArn: string | undefined,
  suffix: () => string,
): StartMigration {
  if (!machineArn) {
    throw new SettingsInvalid({
      subject: 'settings',
      found: 'STACKFERRY_MIGRATE_MACHINE is missing',
      next: 'deploy infra/pipeline again, which sets it',
    });
  }
  return async ({ name, ...given }) => {
    const input = JSON.stringify(given);
    const start = async (unique: string) => {
      const command = new StartExecutionCommand({ stateMachineArn: machineArn, name: unique, input });
      return (await client.send(command)).executionArn ?? '';
    };
    try {
      return await start(name);
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
      const executionArn = machineArn.replace(':stateMachine:', ':execution:').concat(':', name);
      const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
      return status === 'RUNNING' ? executionArn : await start(`${name}-${suffix()}`);
    }
  };
}
