import { randomUUID } from 'node:crypto';
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  type ExecutionListItem,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { z } from 'zod';
import type { Clients } from '#local/deploy/clients.ts';
import type { RelayedEvent } from '#local/relay/relayed-event.ts';

/**
 * By this name an input says which execution waits for the one it starts:
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-nested-workflows.html
 */
const inputSchema = z.object({ AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: z.string() });

const LOST = ['FAILED', 'TIMED_OUT', 'ABORTED'];

/**
 * Returns a function that does for nested executions what AWS does and the emulator does not: it stops those whose parent
 * was stopped, and returns an event for each that was lost since it was last called.
 */
export function nestedWatcher(clients: Clients, region: string): () => Promise<readonly RelayedEvent[]> {
  const parents = new Map<string, string | undefined>();
  const told = new Set<string>();
  const parentOf = async (arn: string) => {
    if (!parents.has(arn)) parents.set(arn, readParent(await describe(arn, clients)));
    return parents.get(arn);
  };
  return async () => {
    const executions = await listAll(clients);
    const statuses = new Map(executions.map(({ executionArn, status }) => [executionArn, status]));
    const events: RelayedEvent[] = [];
    for (const { executionArn = '', status = '' } of executions) {
      const parent = await parentOf(executionArn);
      if (parent === undefined || told.has(executionArn)) continue;
      if (status === 'RUNNING' && statuses.get(parent) === 'ABORTED') {
        await clients.sfn.send(new StopExecutionCommand({ executionArn, cause: `${parent} was stopped` }));
      }
      if (!LOST.includes(status)) continue;
      told.add(executionArn);
      events.push(eventOf(await describe(executionArn, clients), region));
    }
    return events;
  };
}

async function listAll({ sfn }: Clients): Promise<readonly ExecutionListItem[]> {
  const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand({}));
  const lists = stateMachines.map(
    async ({ stateMachineArn }) => await sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 1000 })),
  );
  return (await Promise.all(lists)).flatMap(({ executions = [] }) => executions);
}

async function describe(executionArn: string, { sfn }: Clients): Promise<DescribeExecutionOutput> {
  return await sfn.send(new DescribeExecutionCommand({ executionArn }));
}

function readParent({ input = '{}' }: DescribeExecutionOutput): string | undefined {
  return inputSchema.safeParse(JSON.parse(input)).data?.AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
function eventOf(ended: DescribeExecutionOutput, region: string): RelayedEvent {
  const { executionArn = '', stateMachineArn, name, status, input, error = null, cause = null } = ended;
  return {
    id: randomUUID(),
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    account: executionArn.split(':')[4] ?? '',
    time: (ended.stopDate ?? new Date()).toISOString(),
    region,
    resources: [executionArn],
    detail: {
      executionArn,
      stateMachineArn,
      name,
      status,
      startDate: ended.startDate?.getTime() ?? null,
      stopDate: ended.stopDate?.getTime() ?? null,
      input,
      error,
      cause,
    },
  };
}
