import { DateTime } from 'luxon';
import { ResourceUnsupported } from '#local/local-error.ts';

export interface ZonedSchedule {
  /** `at(…)`, `cron(…)` or `rate(…)`. */
  readonly expression: string;
  /** An IANA zone. */
  readonly zone: string;
  /** Whose offset from UTC a `cron` is converted with. */
  readonly now: Date;
}

/** The emulator reads every schedule as UTC. Throws `ResourceUnsupported` for a cron whose day would have to move. */
export function scheduleInUtc({ expression, zone, now }: ZonedSchedule): string {
  const [, kind, content = ''] = /^(at|cron|rate)\((.+)\)$/.exec(expression) ?? [];
  if (kind === 'rate' || zone === 'UTC') return expression;
  if (kind === 'at') {
    return `at(${DateTime.fromISO(content, { zone }).toUTC().toFormat("yyyy-MM-dd'T'HH:mm:ss")})`;
  }
  if (kind === 'cron') return `cron(${cronInUtc(content, DateTime.fromJSDate(now, { zone }).offset)})`;
  throw new ResourceUnsupported(`scheduleExpression: ${expression} is neither at, cron nor rate`);
}

const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const MINUTES_OF_DAY = 24 * 60;

function cronInUtc(cron: string, offsetMinutes: number): string {
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = cron.split(/\s+/);
  if (!/^\d+$/.test(minute) || !/^\d+$/.test(hour)) {
    throw new ResourceUnsupported(`scheduleExpression: cron(${cron}) has no single time of day to convert`);
  }
  const shifted = Number(hour) * 60 + Number(minute) - offsetMinutes;
  const days = Math.floor(shifted / MINUTES_OF_DAY);
  const time = shifted - days * MINUTES_OF_DAY;
  const week = days === 0 ? dayOfWeek : shiftDays(dayOfWeek, days);
  if (days !== 0 && !/^[*?]$/.test(dayOfMonth)) {
    throw new ResourceUnsupported(`scheduleExpression: the day of cron(${cron}) is another one in UTC`);
  }
  return [time % 60, Math.floor(time / 60), dayOfMonth, month, week, year].join(' ');
}

function shiftDays(dayOfWeek: string, by: number): string {
  if (/^[*?]$/.test(dayOfWeek)) return dayOfWeek;
  const days = dayOfWeek.split(',').map((name) => {
    const position = DAYS.indexOf(name.toUpperCase());
    if (position < 0) throw new ResourceUnsupported(`scheduleExpression: day ${name} is not the name of one day`);
    return DAYS[(position + by + 7) % 7];
  });
  return days.join(',');
}
