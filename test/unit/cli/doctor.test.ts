import { describe, expect, it } from '@jest/globals';
import { CHECK_IDS, type Check, type CheckId, type Diagnosis, ok } from '#src/aws/doctor/diagnosis.ts';
import { examine } from '#src/aws/doctor/examine.ts';
import { checkNode } from '#src/aws/doctor/node.ts';
import { checkClock, checkSourceToken } from '#src/aws/doctor/source.ts';
import { resultOfDoctor } from '#src/cli/commands/doctor.ts';
import { AccessRefused } from '#src/errors.ts';
import { ManualClock } from '#test/support/memory-ports.ts';

const GOOD: Diagnosis = { id: 'table', state: 'ok', subject: 'tracking', found: 'active' };
const COMPLAINT = { subject: 'clusters', found: 'silent', why: 'unknown', fix: 'look' };

describe('what the doctor says', () => {
  it('is good where nothing failed', () => {
    expect(resultOfDoctor([GOOD], false)).toMatchObject({ code: 0, document: { ok: true, next: 'stackferry status' } });
  });

  it('stays good with a warning, and names what to do about it', () => {
    const warned: Diagnosis = { id: 'clusters', state: 'warning', ...COMPLAINT };

    expect(resultOfDoctor([GOOD, warned], false)).toMatchObject({ code: 0, document: { ok: true, next: 'look' } });
  });

  it('is bad where one look failed, and names the fix of the failure first', () => {
    const warned: Diagnosis = { id: 'clock', state: 'warning', ...COMPLAINT, fix: 'later' };
    const bad: Diagnosis = { id: 'clusters', state: 'failed', ...COMPLAINT };

    expect(resultOfDoctor([warned, bad], false)).toMatchObject({ code: 5, document: { ok: false, next: 'look' } });
  });

  it('has one line for each look, and two more under each that is not good', () => {
    const bad: Diagnosis = { id: 'clusters', state: 'failed', ...COMPLAINT };

    expect(resultOfDoctor([GOOD, bad], false).text.split('\n')).toEqual([
      'ok      table     tracking: active',
      'failed  clusters  clusters: silent',
      '  why  unknown',
      '  fix  look',
    ]);
  });
});

const good: Check = async () => [ok('x', 'y')];

/** All looks good but the one at the table. */
function checks(throwing: Check): Record<CheckId, Check> {
  return Object.fromEntries(CHECK_IDS.map((id) => [id, id === 'table' ? throwing : good])) as Record<CheckId, Check>;
}

describe('a look that throws', () => {
  it('is failed with what the error says to do', async () => {
    const error = new AccessRefused({ subject: 'tracking', found: 'refused', next: 'give the role more' });

    const diagnoses = await examine(checks(async () => await Promise.reject(error)));

    expect(diagnoses.find(({ id }) => id === 'table')).toMatchObject({ state: 'failed', fix: 'give the role more' });
  });

  it('is failed without the words of a foreign error', async () => {
    const diagnoses = await examine(checks(async () => await Promise.reject(new TypeError('pul-secret'))));

    expect(diagnoses.find(({ id }) => id === 'table')?.state).toBe('failed');
    expect(JSON.stringify(diagnoses)).not.toContain('pul-secret');
  });
});

function clockAgainst(secondsOff: number): Check {
  const clock = new ManualClock();
  const there = new Date(clock.now().getTime() + secondsOff * 1000);
  const fetch = async () => new Response('{}', { status: 401, headers: { date: there.toUTCString() } });
  return checkClock({ url: 'https://source.test', fetch }, clock);
}

describe('the source’s token', () => {
  it('is not asked for where every tenant comes from a file', async () => {
    const unasked = async () => await Promise.reject(new Error('asked'));
    const look = { url: 'https://source.test', tokenSecretArn: 'arn:x', readToken: unasked, organizations: unasked };

    const findings = await checkSourceToken({ ...look, isRead: async () => false, fetch: unasked })();

    expect(findings).toEqual([ok('https://source.test', 'no tenant is read from it')]);
  });
});

describe('the clock', () => {
  it.each([
    [2, 'ok'],
    [-90, 'warning'],
    [400, 'failed'],
  ])('that is %s s off is %s', async (secondsOff, state) => {
    expect(await clockAgainst(secondsOff)()).toEqual([expect.objectContaining({ state })]);
  });
});

describe('Node', () => {
  it.each([
    ['v24.1.0', 'ok'],
    ['v22.20.0', 'failed'],
    ['unheard of', 'failed'],
  ])('%s is %s', async (version, state) => {
    expect(await checkNode(version)()).toEqual([expect.objectContaining({ state })]);
  });
});
