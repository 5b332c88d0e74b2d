import { describe, expect, it } from '@jest/globals';
import { type DispatchInput, dispatch, dispatchInput } from '#src/migration/dispatch.ts';
import { preflight } from '#src/migration/preflight.ts';
import type { MemoryPorts } from '#test/support/memory-ports.ts';
import { memoryPorts } from '#test/support/memory-ports.ts';
import { aNote, aTenant } from '#test/support/tenant.ts';

const FIRST = 'arn:aws:states:us-east-1:000000000000:execution:run-wave:first';
const OTHER = 'arn:aws:states:us-east-1:000000000000:execution:run-wave:other';
const WAVE = 'americas-2026-11-24T10';
const STARTED = '2026-11-24T10:00:07.000Z';
const MIGRATION = 'arn:aws:states:us-east-1:000000000000:execution:migrate-tenant:x';

const claimInput = {
  step: 'claim',
  group: 'americas',
  tenants: null,
  wave: null,
  scheduled: true,
  execution: FIRST,
  startedAt: STARTED,
} as const satisfies DispatchInput;

async function wavePorts(slots = 1) {
  const ports = await memoryPorts();
  for (const tenant of ['birch-prod', 'cedar-prod']) await ports.tracking.register(aTenant({ tenant }), aNote());
  await ports.tracking.register(aTenant({ tenant: 'dogwood-prod', group: 'europe' }), aNote());
  const ask = async (input: DispatchInput) => await dispatch(input, { slots }, ports);
  const take = async (tenant: string, execution: string = FIRST) =>
    await ask({ step: 'takeSlot', wave: WAVE, tenant, execution });
  const give = async (tenant: string) => await ask({ step: 'giveSlot', wave: WAVE, tenant });
  return { ports, ask, take, give };
}

const statusesOf = async ({ tracking }: MemoryPorts) =>
  Object.fromEntries((await tracking.listRecords()).map(({ tenant, status }) => [tenant, status]));

describe('the claim of a wave', () => {
  it('chooses the due tenants of its group', async () => {
    const { ask } = await wavePorts();

    expect(await ask(claimInput)).toEqual({
      outcome: 'Claimed',
      wave: WAVE,
      tenants: ['alder-prod', 'birch-prod', 'cedar-prod'],
    });
  });

  it('goes to the first of two that fire for the same hour, whatever either is asked to move', async () => {
    const { ask, ports } = await wavePorts();
    await ask(claimInput);

    const second = await ask({ ...claimInput, execution: OTHER, startedAt: '2026-11-24T10:03:00.000Z' });

    expect(second).toMatchObject({ outcome: 'AlreadyClaimed', wave: WAVE });
    expect(await ports.tracking.readWave(WAVE)).toMatchObject({ execution: FIRST, version: 1 });
  });

  it('started from a console is a wave of its own, so that the schedule’s is not lost', async () => {
    const { ask } = await wavePorts();
    await ask({ ...claimInput, scheduled: false, execution: `${OTHER}-console`, tenants: ['birch-prod'] });

    expect(await ask(claimInput)).toMatchObject({ outcome: 'Claimed', wave: WAVE });
  });

  it('answers its own execution twice the same', async () => {
    const { ask } = await wavePorts();

    expect(await ask(claimInput)).toEqual(await ask(claimInput));
  });

  it('goes to one of two that ask at the same moment', async () => {
    const { ask } = await wavePorts();

    const both = await Promise.allSettled([ask(claimInput), ask({ ...claimInput, execution: OTHER })]);

    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { name: 'RecordMoved' } });
  });

  it('waits while the brake is on, and can be taken when it is off', async () => {
    const { ask, ports } = await wavePorts();
    await ports.tracking.pullBrake({ group: 'americas', reason: 'an incident', pulledAt: STARTED });

    const braked = await ask(claimInput);
    await ports.tracking.releaseBrake('americas', { reason: 'it is over', at: STARTED });

    expect(braked).toEqual({ outcome: 'Held', wave: WAVE, reason: 'the brake of americas is on: an incident' });
    expect(await ask({ ...claimInput, execution: OTHER })).toMatchObject({ outcome: 'Claimed' });
  });

  it('takes named tenants as they are named, each once', async () => {
    const { ask } = await wavePorts();
    const tenants = ['cedar-prod', 'alder-prod', 'cedar-prod'];

    expect(await ask({ ...claimInput, tenants, wave: 'pilot' })).toEqual({
      outcome: 'Claimed',
      wave: 'pilot',
      tenants: ['cedar-prod', 'alder-prod'],
    });
  });

  it.each([['dogwood-prod'], ['nobody']])('refuses %s, who is not of its group', async (name) => {
    const { ask } = await wavePorts();

    await expect(ask({ ...claimInput, tenants: ['alder-prod', name] })).rejects.toMatchObject({
      name: 'ContractViolated',
      found: `not registered in this region group: ${name}`,
    });
  });

  it('refuses more tenants than a wave may hold', async () => {
    const { ask, ports } = await wavePorts();
    const tenants = Array.from({ length: 41 }, (_, index) => `many-${index}`);
    for (const tenant of tenants) await ports.tracking.register(aTenant({ tenant }), aNote());

    await expect(ask({ ...claimInput, tenants })).rejects.toMatchObject({ name: 'ContractViolated' });
  });
});

describe('a slot', () => {
  it('lets a tenant begin under a name that no other wave will use', async () => {
    const { ask, take } = await wavePorts();
    await ask(claimInput);

    expect(await take('alder-prod')).toEqual({
      outcome: 'Go',
      name: expect.stringMatching(/^alder-prod-1-1-[0-9a-f]{8}$/),
    });
    expect(await take('alder-prod')).toEqual(await take('alder-prod'));
  });

  it('is waited for, the longer the more wait', async () => {
    const { ask, take } = await wavePorts();
    await ask(claimInput);
    await take('alder-prod');

    expect(await take('birch-prod')).toEqual({ outcome: 'Wait', waitSeconds: 15 });
    expect(await take('cedar-prod')).toEqual({ outcome: 'Wait', waitSeconds: 30 });
  });

  it('is passed on when it is given back', async () => {
    const { ask, take, give } = await wavePorts();
    await ask(claimInput);
    await take('alder-prod');
    await take('birch-prod');

    await give('alder-prod');
    await give('alder-prod');

    expect(await take('birch-prod')).toMatchObject({ outcome: 'Go' });
  });

  it('is there for more at once as soon as the limit is raised', async () => {
    const { ask, take, ports } = await wavePorts();
    await ask(claimInput);
    await take('alder-prod');
    const slots = await ports.tracking.readSlots('americas');
    if (slots) await ports.tracking.putSlots({ ...slots, limit: 2 });

    expect(await take('birch-prod')).toMatchObject({ outcome: 'Go' });
  });

  it('that nobody will give back is found after two minutes', async () => {
    const { ask, take, ports } = await wavePorts();
    await ask(claimInput);
    await take('alder-prod');
    await ports.clock.sleep(121_000);

    expect(await take('birch-prod')).toMatchObject({ outcome: 'Go' });
    expect((await ports.tracking.readSlots('americas'))?.holders).toMatchObject([{ tenant: 'birch-prod' }]);
  });

  it('of a tenant that still moves is not taken away, however long it takes', async () => {
    const { ask, take, ports } = await wavePorts();
    await ask(claimInput);
    await take('alder-prod');
    await preflight({ tenant: 'alder-prod', group: 'americas', execution: MIGRATION }, ports);
    await ports.clock.sleep(3_600_000);

    expect(await take('birch-prod')).toMatchObject({ outcome: 'Wait' });
  });

  it('is given to all of two that ask at the same moment, where there are two', async () => {
    const { ask, take } = await wavePorts(2);
    await ask(claimInput);

    const both = await Promise.all([take('alder-prod'), take('birch-prod')]);

    expect(both).toMatchObject([{ outcome: 'Go' }, { outcome: 'Go' }]);
  });

  it('is refused while the brake is on, and the tenant is held', async () => {
    const { ask, take, ports } = await wavePorts();
    await ask(claimInput);
    await ports.tracking.pullBrake({ group: 'americas', reason: 'an incident', pulledAt: STARTED });

    expect(await take('birch-prod')).toEqual({ outcome: 'Held', reason: 'the brake of americas is on: an incident' });
    expect(await ports.tracking.readRecord('birch-prod')).toMatchObject({ status: 'held', attempt: 0 });
  });

  it('refused leaves the claim of whoever moves the tenant already', async () => {
    const { ask, take, ports } = await wavePorts();
    await ask(claimInput);
    await preflight({ tenant: 'alder-prod', group: 'americas', execution: MIGRATION }, ports);
    await ports.tracking.pullBrake({ group: 'americas', reason: 'an incident', pulledAt: STARTED });

    await take('alder-prod');

    expect(await ports.tracking.readRecord('alder-prod')).toMatchObject({
      status: 'preflight',
      claim: { execution: MIGRATION },
    });
  });

  it('is refused when the wave has been open for six hours', async () => {
    const { ask, take, ports } = await wavePorts();
    await ask(claimInput);
    await ports.clock.sleep(6 * 3_600_000);

    expect(await take('alder-prod')).toEqual({ outcome: 'Held', reason: 'its wave began more than 6 hours ago' });
  });

  it('is refused to an execution that does not hold the wave', async () => {
    const { ask, take } = await wavePorts();
    await ask(claimInput);

    await expect(take('alder-prod', OTHER)).rejects.toMatchObject({ name: 'MoveNotAllowed' });
  });
});

describe('the end of a wave', () => {
  const results = [
    { tenant: 'alder-prod', outcome: 'Soaking' },
    { tenant: 'birch-prod', outcome: 'Failed', reason: 'x'.repeat(2000) },
    { tenant: 'cedar-prod', outcome: 'Soaking' },
  ];

  it('is kept with its tally and with what became of each tenant', async () => {
    const { ask, ports } = await wavePorts();
    await ask(claimInput);

    const ended = await ask({ step: 'end', wave: WAVE, execution: FIRST, results });

    expect(ended).toMatchObject({ outcome: 'WaveEnded', wave: WAVE, tally: { Soaking: 2, Failed: 1 } });
    const wave = await ports.tracking.readWave(WAVE);
    expect(wave).toMatchObject({ status: 'ended', results: [{ outcome: 'Soaking' }, { outcome: 'Failed' }, {}] });
    expect(wave?.results[1]?.reason).toHaveLength(500);
    expect(wave?.notes.map(({ event }) => event)).toEqual(['claimed', 'ended']);
  });

  it('written twice is one end', async () => {
    const { ask } = await wavePorts();
    await ask(claimInput);

    const first = await ask({ step: 'end', wave: WAVE, execution: FIRST, results });

    expect(await ask({ step: 'end', wave: WAVE, execution: FIRST, results: [] })).toEqual(first);
  });

  it('is final: the same wave cannot be claimed again', async () => {
    const { ask } = await wavePorts();
    await ask(claimInput);
    await ask({ step: 'end', wave: WAVE, execution: FIRST, results });

    expect(await ask({ ...claimInput, execution: OTHER })).toMatchObject({ outcome: 'AlreadyClaimed' });
  });
});

describe('a wave that is lost', () => {
  const event = {
    version: '0',
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    detail: { executionArn: FIRST, status: 'ABORTED', input: '{"group":"americas"}' },
  };

  it('holds the tenants it had not begun with, frees their slots, and leaves the others alone', async () => {
    const { ask, take, ports } = await wavePorts(2);
    await ask(claimInput);
    await take('alder-prod');
    await preflight({ tenant: 'alder-prod', group: 'americas', execution: MIGRATION }, ports);
    await take('birch-prod');
    await take('cedar-prod');

    const outcome = await ask(dispatchInput.parse(event));

    expect(outcome).toEqual({ outcome: 'WaveHeld', wave: WAVE, held: 2 });
    expect(await statusesOf(ports)).toEqual({
      'alder-prod': 'preflight',
      'birch-prod': 'held',
      'cedar-prod': 'held',
      'dogwood-prod': 'registered',
    });
    expect(await ports.tracking.readSlots('americas')).toMatchObject({
      holders: [{ tenant: 'alder-prod' }],
      waiting: [],
    });
    expect((await ports.tracking.readRecord('birch-prod')).reason).toBe(
      `the wave ${WAVE} was lost: it ended ABORTED by itself`,
    );
    expect((await ports.tracking.readJournal('birch-prod')).at(-1)).toMatchObject({ event: 'held' });
  });

  it('heard of twice is held once', async () => {
    const { ask, ports } = await wavePorts();
    await ask(claimInput);
    await ask(dispatchInput.parse(event));
    const before = await ports.tracking.readJournal('birch-prod');

    await ask(dispatchInput.parse(event));

    expect(await ports.tracking.readJournal('birch-prod')).toEqual(before);
    expect((await ports.tracking.readWave(WAVE))?.notes.map((note) => note.event)).toEqual(['claimed', 'held']);
  });

  it('can be started again under its name, and takes the tenants it had held', async () => {
    const { ask } = await wavePorts();
    await ask(claimInput);
    await ask(dispatchInput.parse(event));

    expect(await ask({ ...claimInput, execution: OTHER })).toMatchObject({
      outcome: 'Claimed',
      tenants: ['alder-prod', 'birch-prod', 'cedar-prod'],
    });
  });

  it('is none where the execution had claimed nothing, or had ended its wave', async () => {
    const { ask, ports } = await wavePorts();
    expect(await ask(dispatchInput.parse(event))).toMatchObject({ outcome: 'NothingToHold' });
    await ask(claimInput);
    await ask({ step: 'end', wave: WAVE, execution: FIRST, results: [] });

    expect(await ask(dispatchInput.parse(event))).toMatchObject({ outcome: 'NothingToHold' });
    expect(await statusesOf(ports)).toMatchObject({ 'alder-prod': 'registered' });
  });
});
