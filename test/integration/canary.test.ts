import { randomUUID } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ListQueuesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { corruptReplicas } from '#local/demo/corrupt.ts';
import type { World } from '#local/world/start-world.ts';
import { searchPiece, searchWorld } from '#test/support/canary-search.ts';
import { anInhabitant, aWorld, WORLD_MILLISECONDS } from '#test/support/world.ts';
import { versionsIn } from '#test/support/world-buckets.ts';
import { piecesOf } from '#test/support/world-pieces.ts';
import { atRest, settled, start } from '#test/support/world-runs.ts';

const SECRET = `canary-of-state-and-config-${randomUUID()}`;
const TOKEN = `pul-canary-of-the-token-${randomUUID()}`;
const CANARIES = [SECRET, TOKEN];
const MOVE_MILLISECONDS = 60_000;

let world: World;

beforeAll(async () => {
  const inhabitants = ['alder-prod', 'cedar-prod'].map((name) => anInhabitant(name, { canary: SECRET }));
  world = await aWorld(inhabitants, { token: TOKEN });
}, WORLD_MILLISECONDS);

afterAll(async () => {
  await world.close();
});

describe('after one tenant migrated and one rolled back', () => {
  beforeAll(async () => {
    world.faultyS3.inject({ corrupt: corruptReplicas(['cedar-prod']) });
    await Promise.all(['alder-prod', 'cedar-prod'].map(async (tenant) => await start(world, tenant)));
    await settled(world, 'alder-prod', 'migrated');
    await settled(world, 'cedar-prod', 'rolledBack');
    await atRest(world);
  }, MOVE_MILLISECONDS);

  it('the secrets of state and configuration and the source’s token are nowhere outside memory', async () => {
    expect(await searchWorld(world, CANARIES)).toEqual([]);
  });

  it('every kind of place was searched, and each holds something', async () => {
    const places: string[] = [];
    for await (const { place, bytes } of piecesOf(world)) if (bytes.length > 2) places.push(place);

    expect(new Set(places.map((place) => place.split(' ')[0]))).toEqual(
      new Set(['log', 'execution', 'table', 'object', 'function']),
    );
    for (const area of ['snapshot', 'cluster', 'secrets', 'evidence']) {
      expect(places).toContainEqual(expect.stringContaining(`/alder-prod/1/${area}/`));
    }
  });

  it('the vault holds the secrets that were moved, sealed', async () => {
    const versions = await versionsIn(world, world.pipeline.vault);
    const exported = await world.tracking.readReceipt('export', { tenant: 'alder-prod', attempt: 1 });

    expect(versions.map(({ key }) => key)).toContain('alder-prod/1/snapshot/version-5.json');
    expect(exported).toMatchObject({ kind: 'closed', secrets: expect.any(Number) });
    expect(exported?.kind === 'closed' && exported.secrets).toBeGreaterThan(3);
  });
});

describe('the search itself', () => {
  const encoded = (before: string) => Buffer.from(`${before}${SECRET} and more`).toString('base64');

  it.each(['', 'a', 'ab', 'abc'])('finds a canary in base64 after “%s”', (before) => {
    const leaks = searchPiece({ place: 'here', bytes: Buffer.from(`{"data":"${encoded(before)}"}`) }, CANARIES);

    expect(leaks).toEqual([{ place: 'here', canary: SECRET, form: 'base64' }]);
  });

  it('finds what somebody left in a log, an item, an object, a packed object and a queue', async () => {
    const { clients, pipeline, backend } = world;
    const log = { logGroupName: '/aws/lambda/stackferry-export', logStreamName: 'a leak' };
    await clients.logs.send(new CreateLogStreamCommand(log));
    await clients.logs.send(
      new PutLogEventsCommand({ ...log, logEvents: [{ timestamp: Date.now(), message: `token ${TOKEN}` }] }),
    );
    await clients.dynamodb.send(
      new PutItemCommand({
        TableName: pipeline.table,
        Item: { pk: { S: 'LEAK' }, sk: { S: 'LEAK' }, it: { S: SECRET } },
      }),
    );
    const object = { Bucket: backend.publications, Key: 'leak.json', Body: `"${encoded('ab')}"` };
    await clients.s3.send(new PutObjectCommand(object));
    await clients.s3.send(new PutObjectCommand({ ...object, Key: 'leak.zst', Body: zstdCompressSync(SECRET) }));
    const { QueueUrls: [QueueUrl] = [] } = await clients.sqs.send(new ListQueuesCommand({}));
    await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: `lost: ${SECRET}` }));

    const leaks = await searchWorld(world, CANARIES);

    expect(leaks.map(({ place, canary, form }) => [place.split(' (')[0], canary, form])).toEqual([
      ['log /aws/lambda/stackferry-export', TOKEN, 'plain'],
      [`table ${pipeline.table}: LEAK LEAK`, SECRET, 'plain'],
      [`object ${backend.publications}/leak.json`, SECRET, 'base64'],
      [`object ${backend.publications}/leak.zst`, SECRET, 'plain'],
      [`queue ${QueueUrl}`, SECRET, 'plain'],
    ]);
  });
});
