import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { type FaultyS3, startFaultyS3 } from '#local/stand-ins/faulty-s3.ts';
import { type LocalAws, startLocalAws } from '#test/support/local-aws.ts';

const Bucket = 'behind';
const reversed = (bytes: Uint8Array) => bytes.toReversed();

let local: LocalAws;
let faulty: FaultyS3;
let s3: S3Client;

beforeAll(async () => {
  local = await startLocalAws();
  faulty = await startFaultyS3(local);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  s3 = new S3Client({ endpoint: faulty.endpoint, region: local.region, credentials, maxAttempts: 1 });
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
}, 120_000);

afterEach(() => {
  faulty.inject({});
});

afterAll(async () => {
  await faulty.stop();
  await local.stop();
});

/** What S3 itself holds. */
async function held(Key: string): Promise<string | undefined> {
  const { Body } = await local.clients.s3.send(new GetObjectCommand({ Bucket, Key }));
  return await Body?.transformToString();
}

it('passes requests on as they were signed, odd keys included', async () => {
  const Key = 'a folder/ü+%&=.json';
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'whole', Metadata: { kind: 'plain' } }));

  const { Body, Metadata } = await s3.send(new GetObjectCommand({ Bucket, Key }));

  expect([await Body?.transformToString(), Metadata]).toEqual(['whole', { kind: 'plain' }]);
});

it('stores other bytes than it was given, and answers as S3 does', async () => {
  faulty.inject({ corrupt: { key: /^states\/b/, change: reversed } });
  const put = { Bucket, ContentType: 'text/plain', Metadata: { kind: 'state' }, Body: 'abc' };

  const { ETag, VersionId } = await s3.send(new PutObjectCommand({ ...put, Key: 'states/b' }));
  await s3.send(new PutObjectCommand({ ...put, Key: 'states/a' }));

  const head = await local.clients.s3.send(new HeadObjectCommand({ Bucket, Key: 'states/b' }));
  expect(head).toMatchObject({ ETag, VersionId, ContentType: 'text/plain', Metadata: { kind: 'state' } });
  expect([await held('states/b'), await held('states/a')]).toEqual(['cba', 'abc']);
});

it('keeps the condition of a corrupted put', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'once', Body: 'first' }));
  faulty.inject({ corrupt: { key: /once/, change: reversed } });

  const again = s3.send(new PutObjectCommand({ Bucket, Key: 'once', Body: 'second', IfNoneMatch: '*' }));

  await expect(again).rejects.toMatchObject({ name: 'PreconditionFailed' });
  expect(await held('once')).toBe('first');
});

it.each([
  { moment: 'before', arrives: false },
  { moment: 'after', arrives: true },
] as const)('loses the connection $moment a request reaches S3', async ({ moment, arrives }) => {
  const Key = `lost-${moment}`;
  faulty.inject({ drop: { method: 'PUT', key: /^lost/, moment, times: 1 } });

  const lost = s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));

  await expect(lost).rejects.toThrow();
  await expect(
    held(Key).then(
      (text) => text === 'x',
      () => false,
    ),
  ).resolves.toBe(arrives);
  await expect(s3.send(new PutObjectCommand({ Bucket, Key, Body: 'y' }))).resolves.toBeDefined();
});
