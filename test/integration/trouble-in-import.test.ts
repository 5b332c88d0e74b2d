import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { World } from '#local/world/start-world.ts';
import { eventually } from '#test/support/local-aws.ts';
import { anInhabitant, aWorld, WORLD_MILLISECONDS } from '#test/support/world.ts';
import { targetKeysOf } from '#test/support/world-buckets.ts';
import { itemsOf, sourceOf } from '#test/support/world-contents.ts';
import { endingsOf } from '#test/support/world-logs.ts';
import { signalDuringPut } from '#test/support/world-processes.ts';
import { endOf, settled, start, stop } from '#test/support/world-runs.ts';

const IMPORT = 'stackferry-import';
const MOVE_MILLISECONDS = 60_000;
const OBJECTS = 7;

let world: World;

beforeAll(async () => {
  const names = ['alder', 'birch', 'cedar', 'dogwood', 'elm', 'fir', 'ginkgo', 'hazel', 'iris', 'juniper'];
  world = await aWorld(names.map((name) => anInhabitant(`${name}-prod`)));
}, WORLD_MILLISECONDS);

afterEach(() => {
  world.faultyS3.inject({});
});

afterAll(async () => {
  await world.close();
});

const signalImport = (key: RegExp, signal: NodeJS.Signals) => signalDuringPut(world, { function: IMPORT, key, signal });

describe('an import whose process is killed', () => {
  it.each([
    { tenant: 'alder-prod', at: 'the lock', key: /\/locks\// },
    { tenant: 'birch-prod', at: 'the first entry of the history', key: /\/history\// },
    { tenant: 'cedar-prod', at: 'the checkpoint', key: /\/stacks\/.*\.json$/ },
  ])(
    'at $at is repeated and comes to the same end',
    async ({ tenant, key }) => {
      const killed = signalImport(key, 'SIGKILL');

      const execution = await start(world, tenant);
      const ended = await endOf(world, execution);

      expect(killed).toHaveLength(1);
      expect(ended).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'Soaking' } });
      expect(await world.tracking.readRecord(tenant)).toMatchObject({ active: 'target', attempt: 1, executions: 1 });
      expect(await targetKeysOf(world, tenant)).toHaveLength(OBJECTS);
    },
    MOVE_MILLISECONDS,
  );

  it(
    'is no matter for the soak',
    async () => {
      const tenants = ['alder-prod', 'birch-prod', 'cedar-prod'];

      const records = tenants.map(async (tenant) => await settled(world, tenant, 'migrated', 'rolledBack', 'held'));

      expect((await Promise.all(records)).map(({ status }) => status)).toEqual(['migrated', 'migrated', 'migrated']);
    },
    MOVE_MILLISECONDS,
  );
});

describe('an execution stopped in mid-import, while its handler works on', () => {
  it.each([
    { tenant: 'dogwood-prod', at: 'the lock', key: /\/locks\// },
    { tenant: 'elm-prod', at: 'the first entry of the history', key: /\/history\// },
    { tenant: 'fir-prod', at: 'the checkpoint', key: /\/stacks\/.*\.json$/ },
  ])(
    'is rolled back, and what the handler does after $at leaves nothing',
    async ({ tenant, key }) => {
      const { stack } = await world.tracking.readRecord(tenant);
      const before = sourceOf(world, stack);
      const paused = signalImport(key, 'SIGSTOP');
      const execution = await start(world, tenant);
      await eventually(async () => paused[0], 30);

      await stop(world, execution);
      const rolledBack = await settled(world, tenant, 'rolledBack', 'quarantined');
      for (const pid of paused) process.kill(pid, 'SIGCONT');
      await eventually(async () => ((await endingsOf(world, IMPORT, tenant)) > 0 ? true : undefined), 30);

      expect(rolledBack).toMatchObject({ status: 'rolledBack', active: 'source', attempt: 1 });
      expect(await targetKeysOf(world, tenant)).toEqual([]);
      expect(sourceOf(world, stack)).toEqual(before);

      const second = await endOf(world, await start(world, tenant));
      expect(second.output).toMatchObject({ outcome: 'Soaking', run: { tenant, attempt: 2 } });
      expect(await targetKeysOf(world, tenant)).toHaveLength(OBJECTS);
    },
    MOVE_MILLISECONDS,
  );
});

describe('a checkpoint that is not what was written', () => {
  const corrupt = (change: (text: string) => string) => {
    const key = /\/stacks\/.*\.json$/;
    world.faultyS3.inject({ corrupt: { key, change: (bytes) => Buffer.from(change(Buffer.from(bytes).toString())) } });
  };
  const swapSecrets = (text: string) => {
    const [one = '', other = ''] = new Set(text.match(/v1:[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+/g));
    return text.replaceAll(one, other);
  };

  it.each([
    {
      tenant: 'ginkgo-prod',
      what: 'another number',
      change: (text: string) => text.replace(/"replicas": ?\d+/, '"replicas":471147'),
      error: 'ImportDiverged',
      names: [/changed (inputs|outputs)\.spec\.replicas of urn:pulumi:ginkgo-prod::/],
    },
    {
      tenant: 'hazel-prod',
      what: 'the secret of another place',
      change: swapSecrets,
      error: 'ImportDiverged',
      names: [/ of urn:pulumi:hazel-prod::/],
    },
    {
      tenant: 'iris-prod',
      what: 'a ciphertext that does not open',
      change: (text: string) => text.replace(/(v1:[A-Za-z0-9+/=]+:)..../, '$1AAAA'),
      error: 'SecretsUnreadable',
      names: [],
    },
    {
      tenant: 'juniper-prod',
      what: 'half a file',
      change: (text: string) => text.slice(0, text.length / 2),
      error: 'SnapshotUnreadable',
      names: [],
    },
  ])(
    'but $what is found, named without its value, and rolled back',
    async ({ tenant, change, error, names }) => {
      corrupt(change);

      const ended = await endOf(world, await start(world, tenant));
      const record = await settled(world, tenant, 'rolledBack', 'quarantined', 'migrated');

      expect(ended).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'RolledBack', error } });
      for (const name of [/organization\/saas-tenant-cluster-services\//, /Next: /, ...names]) {
        expect(ended.output?.reason).toMatch(name);
      }
      expect(JSON.stringify([ended, await itemsOf(world)])).not.toMatch(/471147|canary-of/);
      expect(record).toMatchObject({ status: 'rolledBack', active: 'source', reason: ended.output?.reason });
      expect(await targetKeysOf(world, tenant)).toEqual([]);
    },
    MOVE_MILLISECONDS,
  );
});
