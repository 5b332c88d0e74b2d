import { describe, expect, it } from '@jest/globals';
import { CHINA, COMMERCIAL, declaredPipeline } from '#test/support/infra.ts';
import { permissionsOf } from '#test/support/policies.ts';

const SCHEDULE = 'aws:scheduler/schedule:Schedule';

const RUNS = [
  { place: COMMERCIAL, run: await declaredPipeline(COMMERCIAL) },
  { place: CHINA, run: await declaredPipeline(CHINA) },
];

describe.each(RUNS)('the schedule of waves in $place.region', ({ place, run }) => {
  const arn = (service: string, resource: string) =>
    `arn:${place.partition}:${service}:${place.region}:111122223333:${resource}`;
  const { inputs } = run.one(SCHEDULE, 'wave-open');

  it('opens at the group’s own local time, whatever its offset from UTC is that day', () => {
    expect(inputs).toMatchObject({
      scheduleExpression: 'cron(30 22 ? * TUE,THU *)',
      scheduleExpressionTimezone: 'America/New_York',
      flexibleTimeWindow: { mode: 'OFF' },
    });
  });

  it('starts run-wave with its group, and always with the same input', () => {
    expect(inputs['target']).toMatchObject({
      arn: arn('states', 'stateMachine:stackferry-run-wave'),
      input: '{"group":"open","scheduled":true}',
      roleArn: expect.stringMatching(/role\/stackferry-wave-schedules$/),
    });
  });

  it('gives up after ten minutes, and keeps what it could not start', () => {
    expect(inputs['target']).toMatchObject({
      retryPolicy: { maximumEventAgeInSeconds: 600 },
      deadLetterConfig: { arn: arn('sqs', 'stackferry-wave-schedules-dead-letters') },
    });
  });

  it('has a role that starts this machine and fills this queue, taken by the scheduler of this account only', () => {
    const { inputs: role } = run.one('aws:iam/role:Role', 'wave-schedules');

    expect(permissionsOf(run, 'wave-schedules')).toEqual([
      `sqs:SendMessage on ${arn('sqs', 'stackferry-wave-schedules-dead-letters')}`,
      `states:StartExecution on ${arn('states', 'stateMachine:stackferry-run-wave')}`,
    ]);
    expect(JSON.parse(String(role['assumeRolePolicy']))).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
        },
      ],
    });
  });

  it('is missing for a group without a window', () => {
    expect(run.ofType(SCHEDULE).map(({ name }) => name)).toEqual(['wave-open']);
  });
});

describe('a pipeline without windows', () => {
  it('has neither schedules nor a role for them', async () => {
    const run = await declaredPipeline(COMMERCIAL, { groups: [{ name: 'open', region: 'us-east-1' }] });

    expect(run.ofType(SCHEDULE)).toEqual([]);
    expect(run.ofType('aws:iam/role:Role').map(({ name }) => name)).not.toContain('wave-schedules');
  });
});
