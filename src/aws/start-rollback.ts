import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SettingsInvalid } from '#src/errors.ts';
import type { StartRollback } from '#src/migration/rollback-command.ts';

/** Starts rollback-tenant by name; a name that is taken belongs to the rollback that the same request started. */
export function rollbackStarter(client: SFNClient, machineArn: string | undefined): StartRollback {
  if (!machineArn) {
    throw new SettingsInvalid({
      subject: 'settings',
      found: 'STACKFERRY_ROLLBACK_MACHINE is missing',
      next: 'deploy infra/pipeline again, which sets it',
    });
  }
  return async ({ name, ...given }) => {
    const input = JSON.stringify(given);
    try {
      const command = new StartExecutionCommand({ stateMachineArn: machineArn, name, input });
      return (await client.send(command)).executionArn ?? '';
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
      return machineArn.replace(':stateMachine:', ':execution:').concat(':', name);
    }
  };
}
