import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SettingsInvalid } from '#src/errors.ts';
import type { StartWave } from '#src/migration/group-command.ts';

/** Starts run-wave without a name of its own: the claim in the table, not the name, makes a wave exactly one. */
export function waveStarter(client: SFNClient, machineArn: string | undefined): StartWave {
  return async (input) => {
    if (!machineArn) {
      throw new SettingsInvalid({
        subject: 'settings',
        found: 'STACKFERRY_WAVE_MACHINE is missing',
        next: 'deploy infra/pipeline again, which sets it',
      });
    }
    const command = new StartExecutionCommand({ stateMachineArn: machineArn, input: JSON.stringify(input) });
    return (await client.send(command)).executionArn ?? '';
  };
}
