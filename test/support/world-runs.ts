import { InvokeCommand } from '@aws-sdk/client-lambda';
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  ListExecutionsCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { z } from 'zod';
import type { World } from '#local/world/start-world.ts';
import type { TenantRecord, TenantStatus } from '#src/tracking/tenant-record.ts';
import { eventually } from '#test/support/local-aws.ts';
import { GROUP } from '#test/support/world.ts';

const PATIENCE_SECONDS = 60;

export type MachineName = keyof World['pipeline']['machines'];

/** What a function answered: its outcome, or the error it failed with. */
export interface Answer {
  readonly outcome?: string;
  readonly execution?: string;
  readonly status?: string;
  readonly errorType?: string;
  readonly errorMessage?: string;
}

/** Asks `command` as the command line does. */
export async function command({ clients, pipeline }: World, input: unknown): Promise<Answer> {
  const invoke = new InvokeCommand({ FunctionName: pipeline.command, Payload: JSON.stringify(input) });
  const { Payload } = await clients.lambda.send(invoke);
  return JSON.parse(Buffer.from(Payload ?? []).toString('utf8')) as Answer;
}

/** Asks for a start and returns the ARN of the execution. */
export async function start(world: World, tenant: string, cutOver: 'auto' | 'hold' = 'auto'): Promise<string> {
  const { execution, errorMessage } = await command(world, { command: 'start', tenant, cutOver });
  if (execution === undefined) throw new Error(`${tenant} was not started: ${errorMessage}`);
  return execution;
}

/** Starts a machine by hand, as from the console. */
export async function startMachine({ clients, pipeline }: World, machine: MachineName, input: object): Promise<string> {
  const withGroup = { group: GROUP, ...input };
  const given = { stateMachineArn: pipeline.machines[machine], input: JSON.stringify(withGroup) };
  const { executionArn = '' } = await clients.sfn.send(new StartExecutionCommand(given));
  return executionArn;
}

const outputSchema = z.looseObject({
  tenant: z.string().optional(),
  outcome: z.string(),
  reason: z.string().optional(),
  findings: z
    .array(z.looseObject({ id: z.string(), subject: z.string(), found: z.string(), next: z.string() }))
    .optional(),
});

export interface Ended extends Pick<DescribeExecutionOutput, 'status' | 'error' | 'cause' | 'executionArn'> {
  /** Absent where the execution did not succeed. */
  readonly output?: z.infer<typeof outputSchema>;
}

/** Waits until an execution has ended. */
export async function endOf({ clients }: World, executionArn: string): Promise<Ended> {
  const { status, error, cause, output } = await eventually(async () => {
    const execution = await clients.sfn.send(new DescribeExecutionCommand({ executionArn }));
    return execution.status === 'RUNNING' ? undefined : execution;
  }, PATIENCE_SECONDS);
  const parsed = status === 'SUCCEEDED' ? { output: outputSchema.parse(JSON.parse(output ?? '{}')) } : {};
  return { executionArn, status, error, cause, ...parsed };
}

/** Waits until nobody works on the tenant and it is in one of these states. */
export async function settled(world: World, tenant: string, ...statuses: TenantStatus[]): Promise<TenantRecord> {
  return await eventually(async () => {
    const record = await world.tracking.readRecord(tenant);
    return statuses.includes(record.status) && !record.claim ? record : undefined;
  }, PATIENCE_SECONDS);
}

/** Waits until the tenant's journal tells of something in its present attempt. */
export async function happened(world: World, tenant: string, event: string): Promise<void> {
  await eventually(async () => {
    const journal = await world.tracking.readJournal(tenant);
    const began = journal.findLastIndex((entry) => entry.event === 'claimed');
    return journal.slice(Math.max(0, began)).find((entry) => entry.event === event);
  }, PATIENCE_SECONDS);
}

export interface Execution {
  readonly arn: string;
  readonly status: string;
  readonly input: unknown;
}

/** All executions of a machine, oldest first. */
export async function executionsOf({ clients, pipeline }: World, machine: MachineName): Promise<readonly Execution[]> {
  const list = new ListExecutionsCommand({ stateMachineArn: pipeline.machines[machine] });
  const { executions = [] } = await clients.sfn.send(list);
  const described = executions.map(
    async ({ executionArn }) => await clients.sfn.send(new DescribeExecutionCommand({ executionArn })),
  );
  const oldestFirst = (await Promise.all(described)).toSorted(
    (one, other) => Number(one.startDate) - Number(other.startDate),
  );
  return oldestFirst.map(({ executionArn = '', status = '', input = '{}' }) => ({
    arn: executionArn,
    status,
    input: JSON.parse(input),
  }));
}

/** Waits until no machine is at work, so that nothing more is written. */
export async function atRest({ clients, pipeline }: World): Promise<void> {
  await eventually(async () => {
    const lists = Object.values(pipeline.machines).map(
      async (stateMachineArn) =>
        await clients.sfn.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' })),
    );
    const running = (await Promise.all(lists)).flatMap(({ executions = [] }) => executions);
    return running.length === 0 ? true : undefined;
  }, PATIENCE_SECONDS);
}

/** Stops an execution as a person would from the console. */
export async function stop({ clients }: World, executionArn: string): Promise<void> {
  await clients.sfn.send(new StopExecutionCommand({ executionArn, cause: 'a person pressed Stop' }));
}
