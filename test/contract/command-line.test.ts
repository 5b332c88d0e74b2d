import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { World } from '#local/world/start-world.ts';
import { systemClock } from '#src/clock.ts';
import { type Spoken, speakTo } from '#test/support/command-line.ts';
import { anInhabitant, aWorld, WORLD_MILLISECONDS } from '#test/support/world.ts';

let world: World;

beforeAll(async () => {
  // A soak that outlasts the test, so that there is something to roll back.
  world = await aWorld([anInhabitant('alder-prod')], { soakMinutes: 100_000 });
}, WORLD_MILLISECONDS);

afterAll(async () => await world.close());

async function run(...line: string[]): Promise<Spoken> {
  return await speakTo(world, line);
}

describe('the command line against a deployment', () => {
  it('takes a tenant to the gate, through it, and back', async () => {
    expect((await run('explain', 'alder-prod', '--json')).document()).toMatchObject({
      next: 'stackferry rehearse alder-prod',
    });
    expect(await run('cutover', 'alder-prod')).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('MoveNotAllowed: alder-prod: it does not wait before cut-over'),
    });

    const { code, stdout } = await run('start', 'alder-prod', '--hold', '--wait');
    expect([code, stdout]).toEqual([0, expect.stringContaining('held')]);
    expect((await run('explain', 'alder-prod', '--json')).document()).toMatchObject({
      active: 'source',
      next: 'stackferry cutover alder-prod',
      receipts: { backup: 'closed', export: 'closed', import: 'closed', validate: 'closed' },
    });

    expect(await run('cutover', 'alder-prod')).toMatchObject({ code: 0 });
    await until('soaking');
    expect((await run('explain', 'alder-prod', '--json')).document()).toMatchObject({
      active: 'target',
      awaits: 'time',
    });

    expect(await run('rollback', 'alder-prod', '--why', 'a test')).toMatchObject({ code: 0 });
    expect((await run('status', 'alder-prod', '--watch', '--json')).document()).toMatchObject({
      tenants: [{ status: 'rolledBack', active: 'source', reason: 'a person asked: a test' }],
    });
  }, 60_000);

  it('sets brake and slots of a group', async () => {
    const group = ['--group', 'americas'];

    expect(await run('brake', 'on', ...group, '--why', 'smoke')).toMatchObject({ code: 0 });
    expect((await run('status')).stdout).toContain('the brake of americas is on: smoke');
    expect(await run('brake', 'off', ...group, '--why', 'clear')).toMatchObject({ code: 0 });
    expect((await run('status')).stdout).not.toContain('brake');
    expect((await run('wave', 'slots', '2', ...group, '--json')).document()).toMatchObject({ outcome: 'SlotsSet' });
  });
});

async function until(status: string): Promise<void> {
  const clock = systemClock();
  for (let tries = 0; tries < 60; tries += 1) {
    const record = await world.tracking.readRecord('alder-prod');
    if (record.status === status) return;
    await clock.sleep(250);
  }
  throw new Error(`alder-prod did not become ${status}`);
}
