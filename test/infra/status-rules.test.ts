import { describe, expect, it } from '@jest/globals';
import { CHINA, COMMERCIAL, declaredPipeline } from '#test/support/infra.ts';
import { permissionsOf, statementsIn } from '#test/support/policies.ts';

const RULE = 'aws:cloudwatch/eventRule:EventRule';
const TARGET = 'aws:cloudwatch/eventTarget:EventTarget';

const commercial = await declaredPipeline(COMMERCIAL);
const RUNS = [
  { place: COMMERCIAL, run: commercial },
  { place: CHINA, run: await declaredPipeline(CHINA) },
];

const ALL = ['FAILED', 'TIMED_OUT', 'ABORTED'];
// A soak that failed is not started again: it might fail again without end.
const RULES = [
  { rule: 'lost-migrate', lost: 'migrate-tenant', statuses: ALL, target: 'stateMachine:stackferry-rollback-tenant' },
  { rule: 'lost-soak', lost: 'soak-tenant', statuses: ALL.slice(1), target: 'stateMachine:stackferry-soak-tenant' },
  { rule: 'failed-soak', lost: 'soak-tenant', statuses: ['FAILED'], target: 'function:stackferry-rollback' },
  { rule: 'lost-wave', lost: 'run-wave', statuses: ALL, target: 'function:stackferry-dispatch' },
  { rule: 'lost-rollback', lost: 'rollback-tenant', statuses: ALL, target: 'function:stackferry-rollback' },
];

const CASES = RUNS.flatMap(({ place, run }) => RULES.map((rule) => ({ ...rule, region: place.region, place, run })));

describe.each(CASES)('$rule in $region', ({ rule, lost, statuses, target, place, run }) => {
  const arn = (service: string, resource: string) =>
    `arn:${place.partition}:${service}:${place.region}:111122223333:${resource}`;

  it('hears of the ways to end without a decision that are its own, of its machine only', () => {
    expect(JSON.parse(String(run.one(RULE, rule).inputs['eventPattern']))).toEqual({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: {
        status: statuses,
        stateMachineArn: [arn('states', `stateMachine:stackferry-${lost}`)],
      },
    });
  });

  it('gives the whole event to its target', () => {
    const { inputs } = run.one(TARGET, rule);

    expect(inputs['arn']).toMatch(new RegExp(`:${target}$`));
    expect(inputs).not.toHaveProperty('input');
    expect(inputs).not.toHaveProperty('inputPath');
    expect(inputs).not.toHaveProperty('inputTransformer');
  });

  it('keeps what it could not deliver in a queue of its own', () => {
    const { inputs } = run.one(TARGET, rule);
    const [, admitted] = statementsIn(run.one('aws:sqs/queuePolicy:QueuePolicy', `${rule}-dead-letters`));

    expect(inputs['deadLetterConfig']).toEqual({ arn: arn('sqs', `stackferry-${rule}-dead-letters`) });
    expect(admitted).toMatchObject({
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Condition: { ArnEquals: { 'aws:SourceArn': arn('events', `rule/stackferry-${rule}`) } },
    });
  });
});

describe.each(RUNS)('admission in $place.region', ({ place, run }) => {
  it.each([
    { rule: 'lost-migrate', machine: 'rollback-tenant' },
    { rule: 'lost-soak', machine: 'soak-tenant' },
  ])('$rule starts $machine by a role that can do nothing else', ({ rule, machine }) => {
    const machineArn = `arn:${place.partition}:states:${place.region}:111122223333:stateMachine:stackferry-${machine}`;

    expect(permissionsOf(run, rule)).toEqual([`states:StartExecution on ${machineArn}`]);
    expect(run.one(TARGET, rule).inputs['roleArn']).toMatch(new RegExp(`role/stackferry-${rule}$`));
  });

  it('each function admits its rule and no other', () => {
    const admitted = run.ofType('aws:lambda/permission:Permission').map(({ inputs }) => inputs);

    expect(admitted).toHaveLength(3);
    expect(admitted).toContainEqual(admission(place, { handler: 'dispatch', rule: 'lost-wave' }));
    expect(admitted).toContainEqual(admission(place, { handler: 'rollback', rule: 'failed-soak' }));
    expect(admitted).toContainEqual(admission(place, { handler: 'rollback', rule: 'lost-rollback' }));
  });
});

describe('dead-letter queues', () => {
  const queues = commercial.ofType('aws:sqs/queue:Queue');

  it.each(queues)('$name is encrypted and keeps its messages as long as SQS can', ({ inputs }) => {
    expect(inputs).toMatchObject({ sqsManagedSseEnabled: true, messageRetentionSeconds: 1_209_600 });
  });

  it.each(queues)('$name refuses everybody without TLS', ({ name }) => {
    const [refusal] = statementsIn(commercial.one('aws:sqs/queuePolicy:QueuePolicy', name));

    expect(refusal).toMatchObject({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
  });

  it.each(queues)('$name raises an alarm with its first message', ({ name }) => {
    expect(commercial.one('aws:cloudwatch/metricAlarm:MetricAlarm', name).inputs).toMatchObject({
      metricName: 'ApproximateNumberOfMessagesVisible',
      threshold: 0,
      comparisonOperator: 'GreaterThanThreshold',
      dimensions: { QueueName: `stackferry-${name}` },
    });
  });
});

function admission({ partition, region }: typeof CHINA, { handler, rule }: { handler: string; rule: string }) {
  return {
    action: 'lambda:InvokeFunction',
    function: `stackferry-${handler}`,
    principal: 'events.amazonaws.com',
    sourceArn: `arn:${partition}:events:${region}:111122223333:rule/stackferry-${rule}`,
  };
}
