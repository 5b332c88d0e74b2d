import { describe, expect, it } from '@jest/globals';
import { CHINA, COMMERCIAL, declaredBackend, declaredPipeline } from '#test/support/infra.ts';

const ALARM = 'aws:cloudwatch/metricAlarm:MetricAlarm';

/** What silence means to each alarm. An alarm that is in no row, or in two, fails. */
const MEANINGS = [
  {
    alarms: /^probe$/,
    treatMissingData: 'breaching',
    because: 'a probe that does not run proves nothing, so silence is failure',
    metric: { namespace: 'AWS/Lambda', metricName: 'Errors' },
  },
  {
    alarms: /-dead-letters$/,
    treatMissingData: 'notBreaching',
    because: 'SQS sends no data for an idle queue, and an idle queue is what is wanted',
    metric: { namespace: 'AWS/SQS', metricName: 'ApproximateNumberOfMessagesVisible' },
  },
];

const ALARMS = [...(await alarmsOf('backend', declaredBackend)), ...(await alarmsOf('pipeline', declaredPipeline))];

describe.each(MEANINGS)('silence is $treatMissingData where $because', ({ alarms, treatMissingData, metric }) => {
  it.each(ALARMS.filter(({ name }) => alarms.test(name)))('$name of $program in $partition', ({ inputs }) => {
    expect(inputs).toMatchObject({ ...metric, treatMissingData });
  });
});

describe('alarms', () => {
  it.each(ALARMS)('$name of $program in $partition mean one thing by silence', ({ name }) => {
    expect(MEANINGS.filter(({ alarms }) => alarms.test(name))).toHaveLength(1);
  });

  it.each(ALARMS)('$name of $program in $partition says what to do', ({ inputs }) => {
    expect(inputs['alarmDescription']).toMatch(/\.$/);
  });

  it('are the same in both partitions', () => {
    const named = (wanted: string) =>
      ALARMS.filter(({ partition }) => partition === wanted).map(({ program, name }) => `${program} ${name}`);

    expect(named('aws-cn')).toEqual(named('aws'));
  });
});

describe('the probe’s alarm', () => {
  it.each(ALARMS.filter(({ name }) => name === 'probe'))(
    'in $partition forgives one run that falls outside its period, and no more',
    ({ inputs }) => {
      expect(inputs).toMatchObject({ period: 15 * 60, evaluationPeriods: 2, threshold: 0, statistic: 'Sum' });
    },
  );
});

async function alarmsOf(program: string, declare: typeof declaredBackend) {
  const alarms = [];
  for (const place of [COMMERCIAL, CHINA]) {
    const run = await declare(place);
    alarms.push(
      ...run.ofType(ALARM).map(({ name, inputs }) => ({ program, partition: place.partition, name, inputs })),
    );
  }
  return alarms;
}
