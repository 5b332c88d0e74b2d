import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { corruptReplicas } from '#local/demo/corrupt.ts';
import type { World } from '#local/world/start-world.ts';
import { anInhabitant, aWorld, WORLD_MILLISECONDS } from '#test/support/world.ts';
import { command, endOf, executionsOf, happened, settled, stop } from '#test/support/world-runs.ts';
import {
  fire,
  firstToMove,
  migrationOf,
  mostAtOnce,
  openWindow,
  outcomesOf,
  spansOf,
  startWave,
  waveOf,
} from '#test/support/world-waves.ts';

/** Each group is one test’s own, so that a brake or a failure of one is no matter of another. */
const FLEET = {
  west: ['alder-prod'],
  east: ['birch-prod'],
  twice: ['cedar-prod'],
  braked: ['elm-a', 'elm-b', 'elm-c'],
  widened: ['fir-a', 'fir-b', 'fir-c', 'fir-d', 'fir-e'],
  troubled: ['hazel-a', 'hazel-b', 'hazel-c'],
  stopped: ['larch-a', 'larch-b'],
  lost: ['maple-a', 'maple-b'],
} as const;

const WINDOWS: Readonly<Record<string, { readonly cron: string; readonly timeZone: string }>> = {
  west: { cron: '0 2 ? * * *', timeZone: 'America/Los_Angeles' },
  east: { cron: '30 2 ? * * *', timeZone: 'Asia/Kolkata' },
};
const WAVE_MILLISECONDS = 120_000;

let world: World;

beforeAll(async () => {
  const inhabitants = Object.entries(FLEET).flatMap(([group, names]) =>
    names.map((name) => anInhabitant(name, { group })),
  );
  const groups = Object.keys(FLEET).map((name) => {
    const window = WINDOWS[name];
    return { name, region: 'us-east-1', ...(window ? { window } : {}) };
  });
  world = await aWorld(inhabitants, { groups });
}, WORLD_MILLISECONDS);

afterAll(async () => {
  await world.close();
});

const statusOf = async (tenant: string) => (await world.tracking.readRecord(tenant)).status;
const setSlots = async (group: string, slots: number) => await command(world, { command: 'slots', group, slots });

describe('a window that opens', () => {
  it(
    'starts the wave of its own region group, which moves the group’s tenants',
    async () => {
      await Promise.all([openWindow(world, 'west'), openWindow(world, 'east')]);
      const waves = await Promise.all([waveOf(world, 'west', 'ended'), waveOf(world, 'east', 'ended')]);

      expect(waves).toMatchObject([
        { wave: expect.stringMatching(/^west-\d{4}-\d\d-\d\dT\d\d$/), tally: { Soaking: 1 } },
        { wave: expect.stringMatching(/^east-/), results: [{ tenant: 'birch-prod', outcome: 'Soaking' }] },
      ]);
      await settled(world, 'alder-prod', 'migrated');
      await settled(world, 'birch-prod', 'migrated');
      const inputs = (await executionsOf(world, 'wave')).map(({ input }) => input);
      expect(inputs).toEqual(
        expect.arrayContaining([
          { group: 'west', scheduled: true },
          { group: 'east', scheduled: true },
        ]),
      );
    },
    WAVE_MILLISECONDS,
  );
});

describe('a wave that is started twice', () => {
  it(
    'is one wave: the second execution ends without touching the first',
    async () => {
      const both = await Promise.all([fire(world, 'twice'), fire(world, 'twice')]);
      const ends = await Promise.all(both.map(async (arn) => await endOf(world, arn)));
      await settled(world, 'cedar-prod', 'migrated');

      expect(ends.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
      expect(new Set(ends.map(({ output }) => output?.outcome))).toEqual(new Set(['AlreadyClaimed', 'WaveEnded']));
      expect(await world.tracking.readRecord('cedar-prod')).toMatchObject({
        attempt: 1,
        executions: 1,
        active: 'target',
      });
      const told = (await world.tracking.readJournal('cedar-prod')).map(({ event }) => event);
      expect(told).not.toContain('rollbackStarted');
    },
    WAVE_MILLISECONDS,
  );
});

describe('a brake pulled in mid-wave', () => {
  it(
    'stops the moving tenant before its next step, and holds those that wait',
    async () => {
      await setSlots('braked', 1);
      const wave = await startWave(world, 'braked');
      const moving = await firstToMove(world, FLEET.braked);
      await command(world, { command: 'brake', group: 'braked', on: true, reason: 'an incident' });
      const end = await endOf(world, wave);

      expect(end.output).toMatchObject({ outcome: 'WaveEnded', tally: { Held: 3 } });
      for (const tenant of FLEET.braked) {
        const record = await world.tracking.readRecord(tenant);
        expect(record).toMatchObject({
          status: 'held',
          active: 'source',
          reason: 'the brake of braked is on: an incident',
          attempt: tenant === moving ? 1 : 0,
        });
        expect(record.claim).toBeUndefined();
      }
      expect(await world.tracking.readSlots('braked')).toMatchObject({ holders: [], waiting: [] });
    },
    WAVE_MILLISECONDS,
  );

  it(
    'keeps a new wave from beginning until it is taken off, and then it goes on where it was held',
    async () => {
      const braked = await endOf(world, await startWave(world, 'braked', 'braked-2'));
      await command(world, { command: 'brake', group: 'braked', on: false, reason: 'it is over' });
      const end = await endOf(world, await startWave(world, 'braked', 'braked-2'));

      expect(braked.output).toMatchObject({ outcome: 'Held', reason: 'the brake of braked is on: an incident' });
      expect(end.output).toMatchObject({ outcome: 'WaveEnded', tally: { Soaking: 3 } });
      const attempts = await Promise.all(FLEET.braked.map(async (tenant) => await world.tracking.readRecord(tenant)));
      expect(attempts.map(({ attempt }) => attempt)).toEqual([1, 1, 1]);
    },
    WAVE_MILLISECONDS,
  );
});

describe('slots raised in mid-wave', () => {
  it(
    'let as many more tenants move at once, and no more',
    async () => {
      await setSlots('widened', 1);
      const wave = await startWave(world, 'widened');
      await firstToMove(world, FLEET.widened);
      const begun = await begunOf('widened');
      await setSlots('widened', 3);
      const end = await endOf(world, wave);

      expect(begun).toBe(1);
      expect(end.output).toMatchObject({ outcome: 'WaveEnded', tally: { Soaking: 5 } });
      // How many overlap depends on how fast the machine moves them; one slot would never let two.
      const most = mostAtOnce(await spansOf(world, FLEET.widened));
      expect(most).toBeGreaterThan(1);
      expect(most).toBeLessThanOrEqual(3);
    },
    WAVE_MILLISECONDS,
  );
});

describe('a tenant in trouble', () => {
  it(
    'is rolled back alone: its neighbours move',
    async () => {
      world.faultyS3.inject({ corrupt: corruptReplicas(['hazel-b']) });
      const end = await endOf(world, await startWave(world, 'troubled'));
      world.faultyS3.inject({});

      expect(outcomesOf(end)).toEqual({ 'hazel-a': 'Soaking', 'hazel-b': 'RolledBack', 'hazel-c': 'Soaking' });
      expect(await statusOf('hazel-b')).toBe('rolledBack');
    },
    WAVE_MILLISECONDS,
  );

  it(
    'whose execution is stopped by hand is rolled back by the rule, and the wave ends',
    async () => {
      await setSlots('stopped', 1);
      const wave = await startWave(world, 'stopped');
      const moving = await firstToMove(world, FLEET.stopped);
      await stop(world, await migrationOf(world, moving));
      const end = await endOf(world, wave);
      const record = await settled(world, moving, 'rolledBack');

      const neighbour = FLEET.stopped.find((tenant) => tenant !== moving) ?? '';
      expect(outcomesOf(end)).toEqual({ [moving]: 'Failed', [neighbour]: 'Soaking' });
      expect(JSON.stringify(end.output?.['tenants'])).toContain('ABORTED');
      expect(record).toMatchObject({ active: 'source', reason: 'the execution ended ABORTED by itself' });
    },
    WAVE_MILLISECONDS,
  );
});

describe('a wave that is stopped', () => {
  it(
    'holds the tenants it had not begun with, and rolls back the one that it had',
    async () => {
      await setSlots('lost', 1);
      // A slow source, so that the tenant still moves when word of the end has gone round.
      world.cloud.faults.latencyMs = 1000;
      const wave = await startWave(world, 'lost');
      const moving = await firstToMove(world, FLEET.lost);
      await stop(world, wave);
      await happened(world, moving, 'rollbackStarted');
      world.cloud.faults.latencyMs = 0;
      const held = await waveOf(world, 'lost', 'held');
      await settled(world, moving, 'rolledBack');

      const waiting = FLEET.lost.find((tenant) => tenant !== moving) ?? '';
      expect(await world.tracking.readRecord(waiting)).toMatchObject({
        status: 'held',
        attempt: 0,
        reason: `the wave ${held.wave} was lost: it ended ABORTED by itself`,
      });
      expect((await world.tracking.readSlots('lost'))?.waiting).toEqual([]);
    },
    WAVE_MILLISECONDS,
  );
});

async function begunOf(group: keyof typeof FLEET): Promise<number> {
  const records = await Promise.all(FLEET[group].map(async (tenant) => await world.tracking.readRecord(tenant)));
  return records.filter(({ attempt }) => attempt > 0).length;
}
