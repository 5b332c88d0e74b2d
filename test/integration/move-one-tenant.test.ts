import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { World } from '#local/world/start-world.ts';
import { findBrokenLink } from '#src/tracking/journal.ts';
import { anInhabitant, aWorld, WORLD_MILLISECONDS } from '#test/support/world.ts';
import { readObject, targetKeysOf, versionsIn } from '#test/support/world-buckets.ts';
import { contentsOf, type SourceContents, sourceOf } from '#test/support/world-contents.ts';
import { receiptsOf } from '#test/support/world-receipts.ts';
import { atRest, endOf, executionsOf, happened, settled, start, startMachine } from '#test/support/world-runs.ts';

const alder = anInhabitant('alder-prod');
const birch = anInhabitant('birch-prod');
const { stack } = alder.tenant;
const RUN = { tenant: 'alder-prod', attempt: 1 };
const MOVE_MILLISECONDS = 60_000;

let world: World;
let before: SourceContents;

beforeAll(async () => {
  world = await aWorld([alder, birch], { soakMinutes: 30 });
  before = sourceOf(world, stack);
}, WORLD_MILLISECONDS);

afterAll(async () => {
  await world.close();
});

describe('one tenant’s move', () => {
  beforeAll(async () => {
    await start(world, 'alder-prod');
    await settled(world, 'alder-prod', 'migrated');
    await atRest(world);
  }, MOVE_MILLISECONDS);

  it('passes through the soak and ends with the target as the truth', async () => {
    const record = await world.tracking.readRecord('alder-prod');
    const events = (await world.tracking.readJournal('alder-prod')).map(({ event }) => event);

    expect(record).toMatchObject({ status: 'migrated', active: 'target', attempt: 1, executions: 1 });
    expect(record.claim).toBeUndefined();
    expect(record.samples).toBeGreaterThan(1);
    expect(record.samples).toBe(events.filter((event) => event === 'sampled').length);
    expect([...new Set(events)].filter((event) => !event.startsWith('told:'))).toEqual([
      'registered',
      'claimed',
      'backedUp',
      'exportOpened',
      'exported',
      'importOpened',
      'imported',
      'ready',
      'flipped',
      'published',
      'sampled',
      'migrated',
    ]);
  });

  it('leaves a closed receipt of every step, and none of a rollback', async () => {
    const receipts = await receiptsOf(world, RUN);

    expect(Object.keys(receipts)).toEqual(['backup', 'export', 'import', 'validate', 'cutover']);
    expect(new Set(Object.values(receipts).map(({ kind }) => kind))).toEqual(new Set(['closed']));
  });

  it('leaves a journal whose chain is whole', async () => {
    const journal = await world.tracking.readJournal('alder-prod');

    expect(findBrokenLink(journal)).toBeUndefined();
    expect(journal.map(({ sequence }) => sequence)).toEqual(journal.map((_, index) => index + 1));
  });

  it('tells deployers of the target, with the configuration for it, and lets them deploy', async () => {
    const bytes = await readObject(world, {
      bucket: world.backend.publications,
      key: `${stack.project}/${stack.stack}.json`,
    });
    const { publication, frozenBy } = JSON.parse(Buffer.from(bytes).toString('utf8'));

    expect(frozenBy).toBeUndefined();
    expect(publication).toMatchObject({
      active: 'target',
      backendUrl: `s3://${world.backend.stateBucket}?region=us-east-1`,
      stack: 'organization/saas-tenant-cluster-services/alder-prod',
      run: RUN,
    });
    expect(publication.config).toMatch(/^secretsprovider: awskms:\/\/\/arn:aws:kms:/m);
    expect(publication.config).toMatch(/^encryptedkey: /m);
  });

  it('leaves checkpoint, tags and history in the target, each written once, and no lock', async () => {
    const folder = '.pulumi';
    const { project, stack: name } = stack;

    const keys = await targetKeysOf(world, name);

    expect(keys.filter((key) => !key.startsWith(`${folder}/history/`))).toEqual([
      `${folder}/stacks/${project}/${name}.json`,
      `${folder}/stacks/${project}/${name}.pulumi-tags`,
    ]);
    expect(keys.filter((key) => key.startsWith(`${folder}/history/${project}/${name}/`))).toHaveLength(5);
    const markers = (await versionsIn(world, world.backend.stateBucket)).filter(({ isMarker }) => isMarker);
    expect(markers).toEqual([]);
  });

  it('only reads the cluster', () => {
    const { audit = [] } = world.clusters.get('alder-prod') ?? {};

    expect(audit.length).toBeGreaterThan(0);
    expect([...new Set(audit.map(({ verb }) => verb))]).toEqual(['GET']);
  });

  it('leaves the source as it was: it is only read, and asked to decrypt', () => {
    const writes = world.cloud.requests
      .filter(({ method, path }) => method !== 'GET' && !path.endsWith('/batch-decrypt'))
      .map(({ method, path }) => `${method} ${path}`);

    expect(writes).toEqual([]);
    expect(sourceOf(world, stack)).toEqual(before);
  });

  it('changes nothing when it is run again', async () => {
    const contents = await contentsOf(world);

    const again = await endOf(world, await start(world, 'alder-prod'));

    expect(again).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'AlreadyMigrated', tenant: 'alder-prod' } });
    expect(await contentsOf(world)).toEqual(contents);
  });
});

describe('two starts at once', () => {
  it(
    'are one run: the second ends without touching the first',
    async () => {
      const first = await start(world, 'birch-prod');
      await happened(world, 'birch-prod', 'claimed');
      const second = await startMachine(world, 'migrate', { tenant: 'birch-prod' });

      const ends = await Promise.all([endOf(world, first), endOf(world, second)]);
      await settled(world, 'birch-prod', 'migrated');

      expect(ends.map(({ output }) => output?.outcome)).toEqual(['Soaking', 'AlreadyClaimed']);
      expect(await world.tracking.readRecord('birch-prod')).toMatchObject({
        attempt: 1,
        executions: 1,
        active: 'target',
      });
      expect(await executionsOf(world, 'rollback')).toEqual([]);
    },
    MOVE_MILLISECONDS,
  );

  it('asked as commands are one execution', async () => {
    const [one, other] = await Promise.all([start(world, 'birch-prod'), start(world, 'birch-prod')]);

    expect([one, other].map((arn) => arn.split(':').at(-1))).toEqual(['birch-prod-1-2', expect.anything()]);
  });
});
