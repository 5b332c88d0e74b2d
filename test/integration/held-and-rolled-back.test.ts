import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { World } from '#local/world/start-world.ts';
import type { PublicationState } from '#src/publishing/publisher.ts';
import { eventually } from '#test/support/local-aws.ts';
import { anInhabitant, aWorld, WORLD_MILLISECONDS } from '#test/support/world.ts';
import { readObject, targetKeysOf, versionsIn } from '#test/support/world-buckets.ts';
import { sourceOf } from '#test/support/world-contents.ts';
import { signalDuringPut } from '#test/support/world-processes.ts';
import { receiptsOf } from '#test/support/world-receipts.ts';
import {
  atRest,
  command,
  endOf,
  executionsOf,
  happened,
  settled,
  start,
  startMachine,
  stop,
} from '#test/support/world-runs.ts';

const MOVE_MILLISECONDS = 60_000;
const PROJECT = 'saas-tenant-cluster-services';

let world: World;

beforeAll(async () => {
  const names = ['alder', 'birch', 'cedar', 'dogwood'].map((name) => anInhabitant(`${name}-prod`));
  const others = [
    anInhabitant('elm-prod', { group: 'europe' }),
    anInhabitant('fir-prod', { group: 'europe' }),
    anInhabitant('ginkgo-prod', { group: 'asia' }),
  ];
  world = await aWorld([...names, ...others], { soakMinutes: 105 });
}, WORLD_MILLISECONDS);

afterAll(async () => {
  await world.close();
});

async function publicationOf(name: string): Promise<PublicationState> {
  const place = { bucket: world.backend.publications, key: `${PROJECT}/${name}.json` };
  const bytes = await readObject(world, place).catch(() => Buffer.from('{}'));
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as PublicationState;
}

async function eventsSince(tenant: string, event: string): Promise<readonly string[]> {
  const journal = await world.tracking.readJournal(tenant);
  return journal.slice(journal.findLastIndex((entry) => entry.event === event)).map((entry) => entry.event);
}

describe('a hold', () => {
  it(
    'asked for in mid-run stops before the next step; a new start goes on with what was done',
    async () => {
      const paused = signalDuringPut(world, { function: 'stackferry-import', key: /\/locks\//, signal: 'SIGSTOP' });
      const first = await start(world, 'alder-prod');
      await eventually(async () => paused[0], 30);
      const asked = await command(world, { command: 'hold', tenant: 'alder-prod', reason: 'a test' });
      for (const pid of paused) process.kill(pid, 'SIGCONT');

      const held = await endOf(world, first);
      const record = await world.tracking.readRecord('alder-prod');
      const done = await receiptsOf(world, { tenant: 'alder-prod', attempt: 1 });
      const events = await eventsSince('alder-prod', 'holdRequested');
      const second = await endOf(world, await start(world, 'alder-prod'));
      const after = await world.tracking.readRecord('alder-prod');

      expect(asked).toMatchObject({ outcome: 'HoldRequested' });
      expect(held).toMatchObject({
        status: 'SUCCEEDED',
        output: { outcome: 'Held', reason: 'a person asked to hold it' },
      });
      expect(record).toMatchObject({ status: 'held', active: 'source', reason: 'a person asked to hold it' });
      expect(events).toEqual(['holdRequested', 'held', 'told:held']);
      expect(second.output).toMatchObject({ outcome: 'Soaking' });
      expect(after).toMatchObject({ attempt: 1, executions: 2, holdRequested: false, active: 'target' });
      const { backup, export: exported } = await receiptsOf(world, { tenant: 'alder-prod', attempt: 1 });
      expect({ backup, exported }).toEqual({ backup: done.backup, exported: done.export });
    },
    MOVE_MILLISECONDS,
  );

  it(
    'at cut-over stops at ready, publishes nothing, and goes on at a person’s word',
    async () => {
      const held = await endOf(world, await start(world, 'birch-prod', 'hold'));
      const record = await world.tracking.readRecord('birch-prod');
      const done = await receiptsOf(world, { tenant: 'birch-prod', attempt: 1 });
      const published = await publicationOf('birch-prod');
      const { execution = '' } = await command(world, { command: 'cutOver', tenant: 'birch-prod' });
      const second = await endOf(world, execution);
      const after = await world.tracking.readRecord('birch-prod');

      expect(held.output).toMatchObject({ outcome: 'Held', reason: 'ready: cut-over waits for a person to say go' });
      expect(record).toMatchObject({ status: 'held', active: 'source', cutOver: 'hold' });
      expect(published).toEqual({});
      expect(second.output).toMatchObject({ outcome: 'Soaking' });
      expect(after).toMatchObject({ attempt: 1, executions: 2, active: 'target', cutOver: 'auto' });
      const {
        backup,
        export: exported,
        import: imported,
      } = await receiptsOf(world, { tenant: 'birch-prod', attempt: 1 });
      expect([backup, exported, imported]).toEqual([done.backup, done.export, done.import]);
      expect((await publicationOf('birch-prod')).publication?.active).toBe('target');
    },
    MOVE_MILLISECONDS,
  );
});

describe('a soak that is lost', () => {
  const ofTenant = async (tenant: string) =>
    (await executionsOf(world, 'soak')).filter(({ input }) => JSON.stringify(input).includes(tenant));

  it(
    'is started again however often, and goes on with its samples',
    async () => {
      await start(world, 'cedar-prod');
      for (const samples of [1, 2, 3]) {
        const claim = await eventually(async () => {
          const record = await world.tracking.readRecord('cedar-prod');
          const isSampled = record.samples >= samples && record.claim?.machine === 'soak-tenant';
          return isSampled ? record.claim : undefined;
        }, 30);
        await stop(world, claim.execution);
      }

      const record = await settled(world, 'cedar-prod', 'migrated', 'rolledBack', 'quarantined', 'held');
      await atRest(world);

      expect(record.status).toBe('migrated');
      expect(record.samples).toBeGreaterThan(3);
      const statuses = (await ofTenant('cedar-prod')).map(({ status }) => status);
      expect(statuses).toEqual(['ABORTED', 'ABORTED', 'ABORTED', 'SUCCEEDED']);
    },
    MOVE_MILLISECONDS,
  );

  it.each([
    { input: { tenant: 'nobody' }, expected: 'SUCCEEDED' },
    { input: { tenant: 'alder-prod', group: 'nowhere' }, expected: 'SUCCEEDED' },
    { input: { tenant: 5 }, expected: 'FAILED' },
    { input: {}, expected: 'FAILED' },
  ])('of nobody, as $input, ends $expected and is not started for ever', async ({ input, expected }) => {
    const before = (await executionsOf(world, 'soak')).length;

    const { status } = await endOf(world, await startMachine(world, 'soak', input));
    await atRest(world);

    expect(status).toBe(expected);
    expect(await executionsOf(world, 'soak')).toHaveLength(before + 1);
  });
});

describe('the held tenants', () => {
  it(
    'end migrated like any other',
    async () => {
      const records = ['alder-prod', 'birch-prod'].map(async (tenant) => await settled(world, tenant, 'migrated'));

      expect((await Promise.all(records)).map(({ active }) => active)).toEqual(['target', 'target']);
    },
    MOVE_MILLISECONDS,
  );
});

describe('a rollback after cut-over', () => {
  const rollBack = async (tenant: string, group = 'americas') =>
    await startMachine(world, 'rollback', { tenant, group, reason: 'a person asked for it' });

  it(
    'makes the source the truth again, tells deployers, and clears the target',
    async () => {
      const { stack } = await world.tracking.readRecord('dogwood-prod');
      const before = sourceOf(world, stack);
      await start(world, 'dogwood-prod');
      await happened(world, 'dogwood-prod', 'sampled');

      const ended = await endOf(world, await rollBack('dogwood-prod'));
      const record = await settled(world, 'dogwood-prod', 'rolledBack');
      await atRest(world);

      expect(ended).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'RolledBack' } });
      expect(record).toMatchObject({ active: 'source', reason: 'a person asked for it' });
      expect(await publicationOf('dogwood-prod')).toMatchObject({
        publication: { active: 'source', backendUrl: world.cloud.url, stack: `acme/${PROJECT}/dogwood-prod` },
      });
      expect((await publicationOf('dogwood-prod')).frozenBy).toBeUndefined();
      expect(await targetKeysOf(world, 'dogwood-prod')).toEqual([]);
      expect(sourceOf(world, stack)).toEqual(before);
      expect((await eventsSince('dogwood-prod', 'rolledBack')).filter((event) => !event.startsWith('told'))).toEqual([
        'rolledBack',
      ]);
    },
    MOVE_MILLISECONDS,
  );

  it(
    'stops where somebody deployed to the target: quarantined, brake on, both states as they are',
    async () => {
      const { stack } = await world.tracking.readRecord('elm-prod');
      const before = sourceOf(world, stack);
      await start(world, 'elm-prod');
      await happened(world, 'elm-prod', 'sampled');
      const object = { Bucket: world.backend.stateBucket, Key: `.pulumi/stacks/${PROJECT}/elm-prod.json` };
      await world.clients.s3.send(new PutObjectCommand({ ...object, Body: 'a newer state' }));

      const ended = await endOf(world, await rollBack('elm-prod', 'europe'));
      await atRest(world);

      expect(ended).toMatchObject({ status: 'FAILED', error: 'RollbackFailed' });
      expect(ended.cause).toMatch(
        /^TargetAdvanced: organization\/.*elm-prod: somebody deployed to the target.*Next: carry/,
      );
      const record = await world.tracking.readRecord('elm-prod');
      expect(record).toMatchObject({ status: 'quarantined', active: 'target', reason: ended.cause });
      expect(record.claim).toBeUndefined();
      expect(await world.tracking.readBrake('europe')).toMatchObject({ reason: expect.stringContaining('elm-prod') });
      const kept = (await versionsIn(world, object.Bucket)).filter(({ key }) => key === object.Key);
      const texts = kept.map(async (version) => Buffer.from(await readObject(world, version)).toString('utf8'));
      expect(await Promise.all(texts)).toEqual(['a newer state', expect.stringMatching(/^\{/)]);
      expect((await publicationOf('elm-prod')).publication?.active).toBe('target');
      expect(sourceOf(world, stack)).toEqual(before);
    },
    MOVE_MILLISECONDS,
  );

  it('and the brake it pulled holds the group’s next start, and no other group', async () => {
    const { output } = await endOf(world, await start(world, 'fir-prod'));

    expect(output).toMatchObject({ outcome: 'Held', reason: expect.stringMatching(/brake of europe is on: elm-prod/) });
    expect(await world.tracking.readBrake('americas')).toBeUndefined();
  });

  it(
    'that is stopped itself is not started again: the tenant is quarantined',
    async () => {
      await start(world, 'ginkgo-prod');
      await happened(world, 'ginkgo-prod', 'sampled');
      world.cloud.faults.latencyMs = 1500;
      const execution = await rollBack('ginkgo-prod', 'asia');
      await eventually(async () => {
        const { claim } = await world.tracking.readRecord('ginkgo-prod');
        return claim?.execution === execution || undefined;
      });

      await stop(world, execution);
      const record = await settled(world, 'ginkgo-prod', 'quarantined', 'rolledBack', 'migrated');
      world.cloud.faults.latencyMs = 0;
      await atRest(world);

      expect(record).toMatchObject({
        status: 'quarantined',
        reason: 'the execution that held it ended ABORTED by itself',
      });
      expect(await world.tracking.readBrake('asia')).toBeDefined();
      expect(await targetKeysOf(world, 'ginkgo-prod')).not.toEqual([]);
    },
    MOVE_MILLISECONDS,
  );
});
