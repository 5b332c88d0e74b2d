import { describe, expect, it } from '@jest/globals';
import { carryOutForGroup, groupCommandSchema } from '#src/migration/group-command.ts';
import { notify } from '#src/migration/notify.ts';
import { memoryPorts } from '#test/support/memory-ports.ts';
import { aWave } from '#test/support/tenant.ts';

async function room() {
  const ports = await memoryPorts();
  const starts: unknown[] = [];
  const start = async (given: unknown) => `arn:wave-${starts.push(given)}`;
  const ask = async (command: unknown) => await carryOutForGroup(groupCommandSchema.parse(command), ports, start);
  return { ports, starts, ask };
}

describe('a command on a region group', () => {
  it('starts a wave under the name of its group and minute', async () => {
    const { ask, starts } = await room();

    const answer = await ask({ command: 'startWave', group: 'americas' });

    expect(answer).toEqual({ outcome: 'Started', wave: 'americas-2026-11-24T10-00-00Z', execution: 'arn:wave-1' });
    expect(starts).toEqual([{ group: 'americas', wave: 'americas-2026-11-24T10-00-00Z' }]);
  });

  it('starts a wave of named tenants under the name it is given', async () => {
    const { ask, starts } = await room();
    const named = { group: 'americas', tenants: ['alder-prod'], wave: 'pilot-1' };

    await ask({ command: 'startWave', ...named });

    expect(starts).toEqual([named]);
  });

  it.each([{ wave: 'a b' }, { wave: '' }, { tenants: [] }])('refuses a wave of %j', (wrong) => {
    expect(groupCommandSchema.safeParse({ command: 'startWave', group: 'americas', ...wrong }).success).toBe(false);
  });

  it('pulls the brake and takes it off', async () => {
    const { ask, ports } = await room();

    const on = await ask({ command: 'brake', group: 'americas', on: true, reason: 'an incident' });
    const pulled = await ports.tracking.readBrake('americas');
    const off = await ask({ command: 'brake', group: 'americas', on: false, reason: 'it is over' });

    expect([on.outcome, off.outcome]).toEqual(['BrakeOn', 'BrakeOff']);
    expect(pulled).toMatchObject({ reason: 'an incident' });
    expect(await ports.tracking.readBrake('americas')).toBeUndefined();
  });

  it('sets the slots before the first wave and while one runs, and leaves their holders', async () => {
    const { ask, ports } = await room();
    await ask({ command: 'slots', group: 'americas', slots: 2 });
    const slots = await ports.tracking.readSlots('americas');
    const holders = [{ tenant: 'alder-prod', wave: 'w', at: '2026-11-24T10:00:00.000Z' }];
    if (slots) await ports.tracking.putSlots({ ...slots, holders });

    expect(await ask({ command: 'slots', group: 'americas', slots: 0 })).toEqual({ outcome: 'SlotsSet', slots: 0 });
    expect(await ports.tracking.readSlots('americas')).toMatchObject({ limit: 0, holders });
  });
});

describe('word about a wave', () => {
  it('is added to its notes once, however often it is told', async () => {
    const { ports } = await room();
    const { wave } = await ports.tracking.putWave(aWave());
    const word = { wave, event: 'waveEnded', detail: { Soaking: 3 } };

    await notify(word, ports);
    await notify(word, ports);

    expect((await ports.tracking.readWave(wave))?.notes).toMatchObject([
      { event: 'told:waveEnded', detail: { Soaking: 3 } },
    ]);
  });

  it('of a wave that nobody claimed is not kept', async () => {
    const { ports } = await room();

    expect(await notify({ wave: 'nothing', event: 'waveHeld', detail: {} }, ports)).toEqual({ outcome: 'Told' });
    expect(await ports.tracking.listWaves()).toEqual([]);
  });
});
