import {
  DescribeStateMachineCommand,
  type ExecutionListItem,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { z } from 'zod';
import type { Clients } from '#local/deploy/clients.ts';

const definitionSchema = z.object({ TimeoutSeconds: z.number().optional() });

/** Ends the running executions that are older than their machine allows. */
export async function stopOverdue({ sfn }: Clients, now: Date): Promise<void> {
  const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand({}));
  for (const { stateMachineArn } of stateMachines) {
    const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }));
    if (executions.length === 0) continue;
    const { definition = '{}' } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    const { TimeoutSeconds = Number.POSITIVE_INFINITY } = definitionSchema.parse(JSON.parse(definition));
    for (const { executionArn } of executions.filter((one) => ageSeconds(one, now) > TimeoutSeconds)) {
      const cause = `the machine allows ${TimeoutSeconds} seconds`;
      await sfn.send(new StopExecutionCommand({ executionArn, error: 'States.Timeout', cause }));
    }
  }
}

function ageSeconds({ startDate }: ExecutionListItem, now: Date): number {
  return startDate === undefined ? 0 : (now.getTime() - startDate.getTime()) / 1000;
}
