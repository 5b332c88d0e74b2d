import { setTimeout as delay } from 'node:timers/promises';
import { DescribeExecutionCommand, type DescribeExecutionOutput, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { type Clients, localClients } from '#local/deploy/clients.ts';
import { type DeploymentResult, deployProgram } from '#local/deploy/deploy-program.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from '#local/emulator.ts';

export interface LocalAws extends Emulator {
  readonly clients: Clients;
  /** Deploys a program under a project of its own name. */
  deploy(program: () => unknown, config?: Readonly<Record<string, string>>): Promise<DeploymentResult>;
}

/** An emulator for one test file: it starts in a fifth of a second, and nothing of another file is in it. */
export async function startLocalAws(options: EmulatorOptions = {}): Promise<LocalAws> {
  const emulator = await startEmulator(options);
  const { endpoint, region } = emulator;
  return {
    ...emulator,
    clients: localClients(emulator),
    deploy: async (program, config = {}) =>
      await deployProgram({ program, project: 'test', stack: 'local', config, endpoint, region }),
  };
}

/** Starts a machine and waits until it is no longer running. */
export async function runMachine(
  clients: Clients,
  machineArn: string,
  input: unknown,
): Promise<DescribeExecutionOutput> {
  const start = new StartExecutionCommand({ stateMachineArn: machineArn, input: JSON.stringify(input) });
  const { executionArn } = await clients.sfn.send(start);
  return await endOfExecution(clients, executionArn ?? '');
}

export async function endOfExecution({ sfn }: Clients, executionArn: string): Promise<DescribeExecutionOutput> {
  return await eventually(async () => {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return execution.status === 'RUNNING' ? undefined : execution;
  });
}

/** Asks again and again until there is an answer. */
export async function eventually<Answer>(ask: () => Promise<Answer | undefined>, seconds = 20): Promise<Answer> {
  const deadline = performance.now() + seconds * 1000;
  while (performance.now() < deadline) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await delay(50);
  }
  throw new Error(`no answer within ${seconds} seconds`);
}
