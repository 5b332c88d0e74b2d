import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Relay, startRelay } from '#local/relay.ts';
import { endOfExecution, eventually, type LocalAws, startLocalAws } from '#test/support/local-aws.ts';
import { stillMachine } from '#test/support/tiny-program.ts';

let local: LocalAws;
let relay: Relay;
let arns: Readonly<Record<'told' | 'child' | 'parent', string>>;

beforeAll(async () => {
  local = await startLocalAws();
  relay = startRelay({ ...local, everyMilliseconds: 100 });
  const told = await deployMachine('told');
  const child = await deployMachine('child', {
    StartAt: 'Wait',
    States: { Wait: { Type: 'Wait', Seconds: 600, End: true } },
  });
  arns = { told, child, parent: await deployMachine('parent', awaiting(child)) };
  const EventPattern = JSON.stringify({
    source: ['aws.states'],
    detail: { status: ['FAILED', 'ABORTED'], stateMachineArn: [child] },
  });
  await local.clients.events.send(new PutRuleCommand({ Name: 'lost-child', EventPattern }));
  await local.clients.events.send(
    new PutTargetsCommand({ Rule: 'lost-child', Targets: [{ Id: 'machine', Arn: told }] }),
  );
}, 120_000);

afterAll(async () => {
  await relay.stop();
  await local.stop();
});

describe('a nested execution on the local AWS', () => {
  it('that is stopped is told to the rules of the event bus, once', async () => {
    const { child } = await startParent();

    await local.clients.sfn.send(new StopExecutionCommand({ executionArn: child, cause: 'by hand' }));

    expect(await toldOf(child)).toMatchObject({
      source: 'aws.states',
      'detail-type': 'Step Functions Execution Status Change',
      detail: { status: 'ABORTED', stateMachineArn: arns.child, input: expect.stringContaining('STARTED_BY') },
    });
    expect((await allTold()).filter(({ detail }) => detail.executionArn === child)).toHaveLength(1);
  });

  it('is stopped with the parent that waits for it', async () => {
    const { parent, child } = await startParent();

    await local.clients.sfn.send(new StopExecutionCommand({ executionArn: parent }));

    expect(await endOfExecution(local.clients, child)).toMatchObject({
      status: 'ABORTED',
      cause: `${parent} was stopped`,
    });
    expect(await toldOf(child)).toMatchObject({ detail: { status: 'ABORTED' } });
  });
});

async function deployMachine(name: string, definition = {}): Promise<string> {
  const { outputs } = await local.deploy(() => ({ arn: stillMachine(name, definition).arn }));
  return String(outputs['arn']);
}

function awaiting(machine: string) {
  const Input = { AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: '{% $states.context.Execution.Id %}' };
  const Resource = 'arn:aws:states:::states:startExecution.sync:2';
  const child = { Type: 'Task', Resource, Arguments: { StateMachineArn: machine, Input }, End: true };
  return { StartAt: 'Child', States: { Child: child } };
}

async function startParent(): Promise<{ readonly parent: string; readonly child: string }> {
  const { sfn } = local.clients;
  const { executionArn: parent = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn: arns.parent }));
  const child = await eventually(async () => {
    const list = new ListExecutionsCommand({ stateMachineArn: arns.child, statusFilter: 'RUNNING' });
    return (await sfn.send(list)).executions?.[0]?.executionArn;
  });
  return { parent, child };
}

interface Told {
  readonly detail: { readonly executionArn: string };
}

async function toldOf(executionArn: string): Promise<Told> {
  return await eventually(async () => (await allTold()).find(({ detail }) => detail.executionArn === executionArn));
}

/** What the rule's target was given. */
async function allTold(): Promise<readonly Told[]> {
  const { sfn } = local.clients;
  const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn: arns.told }));
  const inputs = executions.map(
    async ({ executionArn }) => (await sfn.send(new DescribeExecutionCommand({ executionArn }))).input,
  );
  return (await Promise.all(inputs)).map((input) => JSON.parse(input ?? '{}') as Told);
}
