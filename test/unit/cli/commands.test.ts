import { describe, expect, it } from '@jest/globals';
import { ReportedFailure } from '#src/aws/invoke-command.ts';
import type { Remote } from '#src/cli/surroundings.ts';
import type { CommandRequest } from '#src/migration/ask-command.ts';
import { MemoryStore } from '#src/tracking/memory-store.ts';
import { speak } from '#test/support/command-line.ts';
import { ManualClock } from '#test/support/memory-ports.ts';
import { aNote, aTenant } from '#test/support/tenant.ts';

const ENVIRONMENT = { AWS_REGION: 'us-east-1', STACKFERRY_TABLE: 'tracking', STACKFERRY_COMMAND: 'command' };
const EXECUTION = 'arn:aws:states:us-east-1:000000000000:execution:migrate-tenant:alder-prod-1-1';

/** A fleet of two tenants whose requests are written down. */
async function aFleet(answer: Remote['ask'] = async () => ({ outcome: 'Started', execution: EXECUTION })) {
  const tracking = new MemoryStore();
  await tracking.register(aTenant(), aNote());
  await tracking.register(aTenant({ tenant: 'birch-prod' }), aNote());
  const asked: CommandRequest[] = [];
  const ask: Remote['ask'] = async (request) => {
    asked.push(request);
    return await answer(request);
  };
  const clock = new ManualClock();
  const interrupt = new AbortController();
  const run = async (...line: string[]) =>
    await speak(line, {
      environment: ENVIRONMENT,
      clock,
      connect: () => ({ tracking, ask }),
      catchInterrupt: () => interrupt.signal,
    });
  return { run, asked, tracking, clock, interrupt };
}

describe('a command that changes something', () => {
  it.each<[string, CommandRequest]>([
    ['start alder-prod', { command: 'start', tenant: 'alder-prod', cutOver: 'auto' }],
    ['start alder-prod --hold', { command: 'start', tenant: 'alder-prod', cutOver: 'hold' }],
    ['hold alder-prod --why freeze', { command: 'hold', tenant: 'alder-prod', reason: 'freeze' }],
    ['cutover alder-prod', { command: 'cutOver', tenant: 'alder-prod' }],
    ['rollback alder-prod --why doubt', { command: 'rollBack', tenant: 'alder-prod', reason: 'doubt' }],
    ['rehearse alder-prod', { command: 'rehearse', tenant: 'alder-prod' }],
    ['wave start --group americas', { command: 'startWave', group: 'americas' }],
    [
      'wave start alder-prod --group americas --wave w1',
      { command: 'startWave', group: 'americas', tenants: ['alder-prod'], wave: 'w1' },
    ],
    ['wave slots 3 --group americas', { command: 'slots', group: 'americas', slots: 3 }],
    ['brake on --group americas --why smoke', { command: 'brake', group: 'americas', on: true, reason: 'smoke' }],
    ['brake off --group americas --why clear', { command: 'brake', group: 'americas', on: false, reason: 'clear' }],
  ])('asks the command function: %s', async (line, request) => {
    const { run, asked } = await aFleet();

    const { code, stdout, stderr } = await run(...line.split(' '));

    expect(asked).toEqual([request]);
    expect(code).toBe(0);
    expect(stdout).not.toBe('');
    expect(stderr).toMatch(/^next: stackferry /m);
  });

  it.each([
    'start',
    'hold alder-prod',
    'rollback alder-prod',
    'rehearse',
    'wave start',
    'wave slots many --group americas',
    'brake on --group americas',
    'start alder-prod --execute',
  ])('asks nothing and ends 2 where a word is wrong or missing: %s', async (line) => {
    const { run, asked } = await aFleet();

    const { code, stdout, stderr } = await run(...line.split(' '));

    expect(asked).toEqual([]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('error:');
  });

  it('prints one document with --json, with what to run next', async () => {
    const { run } = await aFleet();

    const { document } = await run('start', 'alder-prod', '--json');

    expect(document()).toEqual({
      ok: true,
      outcome: 'Started',
      execution: EXECUTION,
      next: 'stackferry status alder-prod --watch',
    });
  });

  it('shows a refusal of the other side under its own name and exit code', async () => {
    const refusal = { subject: 'alder-prod', found: 'it is migrated', next: 'nothing' };
    const { run } = await aFleet(async () => await Promise.reject(new ReportedFailure('MoveNotAllowed', refusal)));

    const { code, document, stderr } = await run('cutover', 'alder-prod', '--json');

    expect(code).toBe(5);
    expect(stderr).toBe('MoveNotAllowed: alder-prod: it is migrated\n  next: nothing\n');
    expect(document()).toEqual({
      ok: false,
      error: { name: 'MoveNotAllowed', subject: 'alder-prod', found: 'it is migrated' },
      next: 'nothing',
    });
  });

  it('rehearses nobody where one name is wrong', async () => {
    const { run, asked } = await aFleet();

    const { code } = await run('rehearse', 'alder-prod', 'nobody');

    expect([code, asked]).toEqual([4, []]);
  });
});

describe('waiting for a rehearsal', () => {
  it('ends well when the record says that it went through', async () => {
    const fleet = await aFleet(async () => {
      const before = await fleet.tracking.readRecord('alder-prod');
      const set = { rehearsals: 1, rehearsedAt: '2026-11-24T11:00:00.000Z' };
      await fleet.tracking.commit({ before, set, note: aNote('rehearsed') });
      return { outcome: 'Started', execution: EXECUTION };
    });

    const { code, stderr, document } = await fleet.run('rehearse', 'alder-prod', '--wait', '--json');

    expect([code, document()['ok']]).toEqual([0, true]);
    expect(stderr).toContain('alder-prod is being rehearsed');
  });

  it('ends 5 when it did not, and says whom to ask about', async () => {
    const fleet = await aFleet(async () => {
      const before = await fleet.tracking.readRecord('alder-prod');
      await fleet.tracking.commit({ before, set: { rehearsals: 1 }, note: aNote('rehearsalFailed') });
      return { outcome: 'Started', execution: EXECUTION };
    });

    const { code, stderr } = await fleet.run('rehearse', 'alder-prod', '--wait');

    expect(code).toBe(5);
    expect(stderr).toContain('next: stackferry explain alder-prod');
  });

  it('ends 130 at Ctrl-C, and what was started goes on', async () => {
    const fleet = await aFleet();
    fleet.interrupt.abort();

    const { code, stdout } = await fleet.run('rehearse', 'alder-prod', '--wait');

    expect(fleet.asked).toHaveLength(1);
    expect(code).toBe(130);
    expect(stdout).toContain('goes on');
  });

  it('does not wait for ever for a run that never shows', async () => {
    const fleet = await aFleet();

    const { code } = await fleet.run('start', 'alder-prod', '--wait');

    expect(code).toBe(5);
  });
});

describe('status', () => {
  it('shows every tenant, by group and name', async () => {
    const { run } = await aFleet();

    const { stdout, code } = await run('status');

    expect(code).toBe(0);
    expect(stdout.split('\n').map((line) => line.split(/ +/)[0])).toEqual([
      'tenant',
      'alder-prod',
      'birch-prod',
      '',
      '2',
      '',
    ]);
  });

  it('shows one tenant, and a brake that is on', async () => {
    const { run, tracking } = await aFleet();
    await tracking.pullBrake({ group: 'americas', reason: 'smoke', pulledAt: '2026-11-24T10:00:00.000Z' });

    const { stdout } = await run('status', 'birch-prod');

    expect(stdout).toContain('the brake of americas is on: smoke');
    expect(stdout).not.toContain('alder-prod');
  });

  it('names those first whom a person must look at', async () => {
    const { run, tracking } = await aFleet();
    const before = await tracking.readRecord('birch-prod');
    await tracking.commit({ before, set: { status: 'held', reason: 'x' }, note: aNote('held') });

    const { document } = await run('status', '--json');

    expect(document()).toMatchObject({
      ok: true,
      tally: { registered: 1, held: 1 },
      next: 'stackferry explain birch-prod',
    });
  });

  it('watched without a terminal writes one line per change, until nothing works on the tenant', async () => {
    const { run } = await aFleet();

    const { code, stdout } = await run('status', 'alder-prod', '--watch');

    expect(code).toBe(0);
    expect(stdout.split('\n').filter((line) => line.startsWith('alder-prod'))).toHaveLength(1);
  });

  it('of a tenant nobody registered ends 4', async () => {
    const { run } = await aFleet();

    expect(await run('status', 'nobody')).toMatchObject({ code: 4, stdout: '' });
  });
});

describe('explain', () => {
  it('answers on stdout and names the next command', async () => {
    const { run } = await aFleet();

    const { stdout, stderr } = await run('explain', 'alder-prod');

    expect(stdout).toContain('because  nobody has started it yet');
    expect(stderr).toBe('next: stackferry rehearse alder-prod\n');
  });

  it('holds the journal in its document', async () => {
    const { run } = await aFleet();

    const { document } = await run('explain', 'alder-prod', '--json');

    expect(document()).toMatchObject({ ok: true, awaits: 'a person', lately: [{ event: 'registered' }] });
  });
});
