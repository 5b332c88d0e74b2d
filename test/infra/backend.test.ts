import { describe, expect, it } from '@jest/globals';
import { CHINA, COMMERCIAL, declaredBackend, declaredPipeline } from '#test/support/infra.ts';
import { actionsOn, grantsOf, permissionsOf } from '#test/support/policies.ts';

const PLACES = [
  { place: COMMERCIAL, second: 'us-west-2', run: await declaredBackend(COMMERCIAL) },
  { place: CHINA, second: 'cn-northwest-1', run: await declaredBackend(CHINA) },
];

describe.each(PLACES)('backend in $place.region', ({ place, second, run }) => {
  const stateArn = `arn:${place.partition}:s3:::stackferry-state-111122223333-${place.region}`;
  const replicaArn = `arn:${place.partition}:s3:::stackferry-state-111122223333-${second}`;
  const secretsKeyArn = `arn:${place.partition}:kms:${place.region}:111122223333:key/secrets`;

  it('keeps the replica in the second region of the partition', () => {
    expect(run.one('aws:s3/bucket:Bucket', 'state-replica').inputs['region']).toBe(second);
  });

  it('seals the replica with a key of its own region', () => {
    expect(run.one('aws:kms/key:Key', 'state-replica-key').inputs['region']).toBe(second);
  });

  it('replicates every version of a state and every deletion, sealed again for the second region, and no scratch', () => {
    const { inputs } = run.one('aws:s3/bucketReplicationConfig:BucketReplicationConfig', 'state-replication');

    expect(inputs['rules']).toMatchObject([
      {
        status: 'Enabled',
        filter: { prefix: '.pulumi/' },
        deleteMarkerReplication: { status: 'Enabled' },
        sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
        destination: {
          bucket: replicaArn,
          encryptionConfiguration: { replicaKmsKeyId: expect.stringContaining(`:${second}:`) },
        },
      },
    ]);
  });

  it('lets replication read here, write there, and nothing else', () => {
    expect(actionsOn(run, 'state-replication', new RegExp(`^${stateArn}`))).toEqual([
      's3:GetObjectVersionAcl',
      's3:GetObjectVersionForReplication',
      's3:GetObjectVersionTagging',
      's3:GetReplicationConfiguration',
      's3:ListBucket',
    ]);
    expect(actionsOn(run, 'state-replication', new RegExp(`^${replicaArn}`))).toEqual([
      's3:ReplicateDelete',
      's3:ReplicateObject',
      's3:ReplicateTags',
    ]);
  });

  it('forgets old versions of states in the end', () => {
    const { inputs } = run.one('aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration', 'state');

    expect(inputs['rules']).toMatchObject([{ noncurrentVersionExpiration: { noncurrentDays: 400 } }]);
  });

  it('has a secrets key that the second region can open with too', () => {
    expect(run.one('aws:kms/key:Key', 'secrets').inputs['multiRegion']).toBe(true);
    expect(run.one('aws:kms/replicaKey:ReplicaKey', 'secrets')).toMatchObject({
      inputs: { primaryKeyArn: secretsKeyArn, region: second },
      isKept: true,
    });
  });

  it('lets the probe read one object', () => {
    expect(permissionsOf(run, 'probe').filter((permission) => permission.startsWith('s3:'))).toEqual([
      `s3:GetObject on ${stateArn}/.pulumi/meta.yaml`,
      `s3:ListBucket on ${stateArn}`,
    ]);
  });

  it('lets the probe open nothing but what it wrapped itself', () => {
    const grant = grantsOf(run, 'probe').find(({ Resource }) => Resource.includes(secretsKeyArn));

    expect(grant?.Condition).toEqual({ StringEquals: { 'kms:EncryptionContext:stack': 'stackferry-probe' } });
  });

  it('runs the probe every quarter of an hour and keeps what could not be delivered', () => {
    expect(run.one('aws:scheduler/schedule:Schedule', 'probe').inputs).toMatchObject({
      scheduleExpression: 'rate(15 minutes)',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: expect.stringContaining(':function:stackferry-probe'),
        deadLetterConfig: { arn: expect.stringContaining(':stackferry-probe-dead-letters') },
      },
    });
  });

  it('keeps invocations of the probe that failed', () => {
    expect(run.one('aws:lambda/function:Function', 'probe').inputs['deadLetterConfig']).toEqual({
      targetArn: expect.stringContaining(':stackferry-probe-dead-letters'),
    });
  });

  it('lets the schedule invoke the probe, and no other function', () => {
    expect(permissionsOf(run, 'probe-schedule')).toEqual([
      `lambda:InvokeFunction on arn:${place.partition}:lambda:${place.region}:111122223333:function:stackferry-probe`,
      `sqs:SendMessage on arn:${place.partition}:sqs:${place.region}:111122223333:stackferry-probe-dead-letters`,
    ]);
  });

  it('takes silence of the probe for failure', () => {
    expect(run.one('aws:cloudwatch/metricAlarm:MetricAlarm', 'probe').inputs).toMatchObject({
      metricName: 'Errors',
      comparisonOperator: 'GreaterThanThreshold',
      threshold: 0,
      treatMissingData: 'breaching',
    });
  });

  it('puts out what the pipeline takes as its configuration', async () => {
    const pipeline = await declaredPipeline(place, { backend: run.outputs['backend'] });

    const { inputs } = pipeline.one('aws:lambda/function:Function', 'import');
    expect(inputs['environment']).toMatchObject({ variables: { STACKFERRY_SECRETS_KEY: secretsKeyArn } });
  });
});

it('runs twice in one process with different configurations', async () => {
  const first = await declaredBackend(COMMERCIAL, { prefix: 'one', probeMinutes: 1 });
  const second = await declaredBackend(COMMERCIAL, { prefix: 'two' });

  expect(first.outputs).toMatchObject({ backend: { stateBucket: 'one-state-111122223333-us-east-1' } });
  expect(second.outputs).toMatchObject({ backend: { stateBucket: 'two-state-111122223333-us-east-1' } });
  expect(first.one('aws:scheduler/schedule:Schedule', 'probe').inputs['scheduleExpression']).toBe('rate(1 minute)');
});

it('sends alarms where the configuration says', async () => {
  const alarmTopicArns = ['arn:aws:sns:us-east-1:111122223333:on-call'];
  const run = await declaredBackend(COMMERCIAL, { alarmTopicArns });

  const alarms = run.ofType('aws:cloudwatch/metricAlarm:MetricAlarm');
  expect(alarms.map(({ inputs }) => inputs['alarmActions'])).toEqual([alarmTopicArns, alarmTopicArns]);
});
