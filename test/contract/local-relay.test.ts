import { PutMetricAlarmCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { DescribeExecutionCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { type Relay, startRelay } from '#local/relay.ts';
import { eventually, type LocalAws, runMachine, startLocalAws } from '#test/support/local-aws.ts';
import { stillMachine } from '#test/support/tiny-program.ts';

let local: LocalAws;
let relay: Relay;
let failures: unknown[];

beforeAll(async () => {
  local = await startLocalAws();
  failures = [];
  relay = startRelay({ ...local, everyMilliseconds: 100, onError: (error) => failures.push(error) });
}, 120_000);

beforeEach(() => {
  failures = [];
});

afterAll(async () => {
  await relay.stop();
  await local.stop();
});

async function deployMachine(name: string, definition = {}): Promise<string> {
  const { outputs } = await local.deploy(() => ({ arn: stillMachine(name, definition).arn }));
  return String(outputs['arn']);
}

async function putAlarm(name: string): Promise<void> {
  const metric = { Namespace: 'Tests', MetricName: name, Statistic: 'Maximum', Period: 60 } as const;
  const rule = { ComparisonOperator: 'GreaterThanThreshold', Threshold: 0, EvaluationPeriods: 1 } as const;
  await local.clients.cloudWatch.send(new PutMetricAlarmCommand({ AlarmName: name, ...metric, ...rule }));
}

it('starts the machine of a rule when an alarm changes its state, and only that rule', async () => {
  const { clients } = local;
  const [told, other] = [await deployMachine('told'), await deployMachine('other')];
  for (const [alarm, machine] of [
    ['latency', told],
    ['errors', other],
  ] as const) {
    const EventPattern = JSON.stringify({ source: ['aws.cloudwatch'], detail: { alarmName: [alarm] } });
    await clients.events.send(new PutRuleCommand({ Name: alarm, EventPattern }));
    await clients.events.send(new PutTargetsCommand({ Rule: alarm, Targets: [{ Id: 'machine', Arn: machine }] }));
  }
  await putAlarm('latency');

  const data = [{ MetricName: 'latency', Value: 1 }];
  await clients.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Tests', MetricData: data }));

  const executionArn = await eventually(async () => {
    const { executions = [] } = await clients.sfn.send(new ListExecutionsCommand({ stateMachineArn: told }));
    return executions[0]?.executionArn;
  });
  const { input } = await clients.sfn.send(new DescribeExecutionCommand({ executionArn }));
  expect(JSON.parse(input ?? '')).toMatchObject({
    'detail-type': 'CloudWatch Alarm State Change',
    detail: { alarmName: 'latency', state: { value: 'ALARM' }, previousState: { value: 'INSUFFICIENT_DATA' } },
  });
  const { executions } = await clients.sfn.send(new ListExecutionsCommand({ stateMachineArn: other }));
  expect([executions, failures]).toEqual([[], []]);
});

it('ends an execution that outlives the time its machine allows', async () => {
  const machine = await deployMachine('slow', {
    TimeoutSeconds: 1,
    StartAt: 'Wait',
    States: { Wait: { Type: 'Wait', Seconds: 60, End: true } },
  });

  const { status, error } = await runMachine(local.clients, machine, {});

  expect([status, error]).toEqual(['ABORTED', 'States.Timeout']);
});
