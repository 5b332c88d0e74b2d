import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { World } from '#local/world/start-world.ts';
import { eventually } from '#test/support/local-aws.ts';
import { anInhabitant, aWorld, WORLD_MILLISECONDS } from '#test/support/world.ts';
import { readObject, versionsIn } from '#test/support/world-buckets.ts';
import { contentsOf, type WorldContents } from '#test/support/world-contents.ts';
import { endingsOf } from '#test/support/world-logs.ts';
import { processesOf } from '#test/support/world-processes.ts';
import { atRest, command, endOf, happened, settled, start, startMachine, stop } from '#test/support/world-runs.ts';

const IMPORT = 'stackferry-import';
const MOVE_MILLISECONDS = 60_000;

let world: World;

beforeAll(async () => {
  const names = ['alder-prod', 'birch-prod', 'cedar-prod', 'dogwood-prod', 'elm-prod'];
  world = await aWorld(names.map((name) => anInhabitant(name)));
}, WORLD_MILLISECONDS);

afterEach(() => {
  world.faultyS3.inject({});
});

afterAll(async () => {
  await world.close();
});

async function rehearse(tenant: string): Promise<string> {
  const { execution, errorMessage } = await command(world, { command: 'rehearse', tenant });
  if (execution === undefined) throw new Error(`${tenant} is not rehearsed: ${errorMessage}`);
  return execution;
}

/** Everything in the world but what rehearsals of the tenant may add or change. */
async function untouchedBy(tenant: string): Promise<WorldContents> {
  await atRest(world);
  const { items, versions, sources } = await contentsOf(world);
  return {
    sources,
    versions: versions.filter(({ bucket, key }) => bucket !== world.pipeline.vault || !key.startsWith(`${tenant}/r`)),
    items: items.filter((item) => !isOwn(item, tenant)).map((item) => (item['sk'] === 'RECORD' ? standOf(item) : item)),
  };
}

function isOwn({ pk, sk }: Record<string, unknown>, tenant: string): boolean {
  return pk === `TENANT#${tenant}` && /^(RECEIPT#r|JOURNAL#)/.test(String(sk));
}

function standOf({ body, ...keys }: Record<string, unknown>): Record<string, unknown> {
  const {
    claim: _claim,
    rehearsals: _count,
    rehearsedAt: _mark,
    version: _v,
    updatedAt: _at,
    ...stand
  } = body as Record<string, unknown>;
  return { ...keys, version: 0, body: stand };
}

function auditOf(tenant: string): readonly { readonly verb: string }[] {
  return world.clusters.get(tenant)?.audit ?? [];
}

/** What the state bucket holds and held of a tenant's scratch, markers and replaced versions too. */
async function scratchOf(tenant: string): Promise<readonly string[]> {
  const versions = await versionsIn(world, world.backend.stateBucket);
  return versions.map(({ key }) => key).filter((key) => key.startsWith(`rehearsal/${tenant}/`));
}

/** Stops the import's processes in their first write of such a key, and returns which they are. */
function haltDuring(key: RegExp): readonly number[] {
  const halted: number[] = [];
  const change = (bytes: Uint8Array) => {
    if (halted.length === 0) {
      halted.push(...processesOf(world, IMPORT));
      for (const pid of halted) process.kill(pid, 'SIGSTOP');
    }
    return bytes;
  };
  world.faultyS3.inject({ corrupt: { key, change } });
  return halted;
}

/** Another state than the one that was sent, and as readable. */
function withOneMoreInput(bytes: Uint8Array): Uint8Array {
  return Buffer.from(Buffer.from(bytes).toString().replace('"inputs":{', '"inputs":{"x":1,'));
}

describe('a rehearsal', () => {
  it(
    'goes through everything but cut-over and changes nothing',
    async () => {
      const before = await untouchedBy('alder-prod');

      const ended = await endOf(world, await rehearse('alder-prod'));

      expect(ended).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'Rehearsed', tenant: 'alder-prod' } });
      expect(await untouchedBy('alder-prod')).toEqual(before);
      expect(await scratchOf('alder-prod')).toEqual([]);
      expect([...new Set(auditOf('alder-prod').map(({ verb }) => verb))]).toEqual(['GET']);
      const record = await world.tracking.readRecord('alder-prod');
      expect(record).toMatchObject({
        status: 'registered',
        attempt: 0,
        rehearsals: 1,
        rehearsedAt: expect.any(String),
      });
      expect(record.claim).toBeUndefined();
    },
    MOVE_MILLISECONDS,
  );

  it(
    'writes to its scratch by way of the real bucket, and keeps its evidence',
    async () => {
      const written: string[] = [];
      const change = (bytes: Uint8Array) => {
        written.push('checkpoint');
        return bytes;
      };
      world.faultyS3.inject({ corrupt: { key: /rehearsal\/alder-prod\/\.pulumi\/stacks\/.*\.json$/, change } });

      const { output } = await endOf(world, await rehearse('alder-prod'));

      const { evidence } = output as unknown as { evidence: { key: string } };
      const bytes = await readObject(world, { bucket: world.pipeline.vault, key: evidence.key });
      expect(written).toEqual(['checkpoint']);
      expect(evidence.key).toMatch(/^alder-prod\/r2\/evidence\/rehearsal-2-[0-9a-f]{12}\.json$/);
      expect(JSON.parse(Buffer.from(bytes).toString('utf8'))).toMatchObject({
        run: 'alder-prod-r2',
        outcome: 'Rehearsed',
        digest: expect.any(String),
        verdict: { kind: 'clean' },
        steps: ['preflight', 'backup', 'export', 'import', 'validate'].map((step) => ({ step })),
      });
    },
    MOVE_MILLISECONDS,
  );

  it(
    'is refused for a tenant that has moved, and for one that is being moved',
    async () => {
      const moving = await start(world, 'elm-prod');
      await happened(world, 'elm-prod', 'claimed');
      const meanwhile = await endOf(world, await rehearse('elm-prod'));
      await endOf(world, moving);
      await settled(world, 'elm-prod', 'migrated');
      await atRest(world);
      const before = await contentsOf(world);

      const afterwards = await endOf(world, await rehearse('elm-prod'));

      expect([meanwhile, afterwards].map(({ output }) => output?.outcome)).toEqual([
        'AlreadyClaimed',
        'AlreadyMigrated',
      ]);
      expect(await contentsOf(world)).toEqual(before);
    },
    MOVE_MILLISECONDS,
  );
});

describe('a rehearsal stopped in mid-import, while its handler works on', () => {
  it(
    'is taken back: nothing is left, and the next one goes through',
    async () => {
      const before = await untouchedBy('birch-prod');
      const halted = haltDuring(/rehearsal\/birch-prod\/\.pulumi\/stacks\/.*\.json$/);
      const execution = await rehearse('birch-prod');
      await eventually(async () => halted[0], 30);

      await stop(world, execution);
      await happened(world, 'birch-prod', 'told:rehearsalRolledBack');
      for (const pid of halted) process.kill(pid, 'SIGCONT');
      await eventually(async () => ((await endingsOf(world, IMPORT, 'birch-prod')) > 0 ? true : undefined), 30);

      expect(await scratchOf('birch-prod')).toEqual([]);
      expect(await untouchedBy('birch-prod')).toEqual(before);
      expect(await world.tracking.readRecord('birch-prod')).toMatchObject({ status: 'registered', rehearsals: 1 });

      expect(await endOf(world, await rehearse('birch-prod'))).toMatchObject({ output: { outcome: 'Rehearsed' } });
      expect(await untouchedBy('birch-prod')).toEqual(before);
    },
    MOVE_MILLISECONDS,
  );

  it(
    'removes at its next beginning what a way back did not',
    async () => {
      const { stateBucket } = world.backend;
      const key = 'rehearsal/cedar-prod/.pulumi/stacks/saas-tenant-cluster-services/cedar-prod.json';
      const before = await untouchedBy('cedar-prod');
      await world.clients.s3.send(new PutObjectCommand({ Bucket: stateBucket, Key: key, Body: '{}' }));

      const { output } = await endOf(world, await rehearse('cedar-prod'));

      expect(output).toMatchObject({ outcome: 'Rehearsed' });
      expect(await scratchOf('cedar-prod')).toEqual([]);
      expect(await untouchedBy('cedar-prod')).toEqual(before);
    },
    MOVE_MILLISECONDS,
  );
});

describe('a rehearsal whose target returns another state', () => {
  it(
    'fails, is taken back, and leaves a tenant that waits at ready as it was',
    async () => {
      const first = await endOf(world, await start(world, 'dogwood-prod', 'hold'));
      await settled(world, 'dogwood-prod', 'held');
      const before = await untouchedBy('dogwood-prod');
      world.faultyS3.inject({
        corrupt: { key: /rehearsal\/dogwood-prod\/\.pulumi\/stacks\/.*\.json$/, change: withOneMoreInput },
      });

      const ended = await endOf(world, await rehearse('dogwood-prod'));

      expect(first).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'Held' } });
      expect(ended).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'RolledBack', error: 'ImportDiverged' } });
      expect(await untouchedBy('dogwood-prod')).toEqual(before);
      expect(await scratchOf('dogwood-prod')).toEqual([]);
    },
    MOVE_MILLISECONDS,
  );

  it(
    'does not stand in the way of saying go',
    async () => {
      expect(await endOf(world, await rehearse('dogwood-prod'))).toMatchObject({ output: { outcome: 'Rehearsed' } });

      await command(world, { command: 'cutOver', tenant: 'dogwood-prod' });

      expect(await settled(world, 'dogwood-prod', 'migrated', 'rolledBack')).toMatchObject({
        status: 'migrated',
        active: 'target',
        attempt: 1,
        executions: 2,
        rehearsals: 2,
      });
    },
    MOVE_MILLISECONDS,
  );
});

describe('a rehearsal started by hand', () => {
  it(
    'takes the input that the README shows',
    async () => {
      const execution = await startMachine(world, 'migrate', { tenant: 'cedar-prod', mode: 'rehearse' });

      expect(await endOf(world, execution)).toMatchObject({ output: { outcome: 'Rehearsed' } });
    },
    MOVE_MILLISECONDS,
  );
});
