import { describe, expect, it } from '@jest/globals';
import { scheduleInUtc } from '#local/deploy/schedule-in-utc.ts';

const summer = new Date('2026-07-01T00:00:00Z');

function inUtc(expression: string, zone: string, now = summer): string {
  return scheduleInUtc({ expression, zone, now });
}

describe('scheduleInUtc', () => {
  it.each([
    ['at(2026-07-04T02:00:00)', 'Asia/Shanghai', 'at(2026-07-03T18:00:00)'],
    ['at(2026-01-04T02:00:00)', 'Europe/Berlin', 'at(2026-01-04T01:00:00)'],
    ['cron(30 2 * * ? *)', 'Europe/Berlin', 'cron(30 0 * * ? *)'],
    ['cron(0 2 ? * SAT *)', 'Asia/Shanghai', 'cron(0 18 ? * FRI *)'],
    ['cron(0 22 ? * SAT,SUN *)', 'America/New_York', 'cron(0 2 ? * SUN,MON *)'],
    ['rate(5 minutes)', 'Asia/Shanghai', 'rate(5 minutes)'],
    ['cron(0/5 * * * ? *)', 'UTC', 'cron(0/5 * * * ? *)'],
  ])('reads %s in %s as %s', (expression, zone, expected) => {
    expect(inUtc(expression, zone)).toBe(expected);
  });

  it('takes the offset that holds now', () => {
    const winter = new Date('2026-01-01T00:00:00Z');

    expect(inUtc('cron(30 2 * * ? *)', 'Europe/Berlin', winter)).toBe('cron(30 1 * * ? *)');
  });

  it.each(['cron(0 2 1 * ? *)', 'cron(0/5 2 * * ? *)', 'cron(0 2 ? * MON-FRI *)', 'often'])(
    'refuses %s, which it cannot convert',
    (expression) => {
      expect(() => inUtc(expression, 'Asia/Shanghai')).toThrow(
        expect.objectContaining({ name: 'ResourceUnsupported' }),
      );
    },
  );
});
