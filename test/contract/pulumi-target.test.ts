import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { S3Objects } from '#src/pulumi/target/s3-objects.ts';
import { openScratch, type Scratch } from '#src/pulumi/target/scratch.ts';
import { SelfHostedBackend } from '#src/pulumi/target/self-hosted-backend.ts';
import { parseStackRef } from '#src/stack-ref.ts';
import { type LocalAws, startLocalAws } from '#test/support/local-aws.ts';
import { ManualClock } from '#test/support/memory-ports.ts';
import { targetContract } from '#test/support/pulumi-target-contract.ts';

const RUN = { tenant: 'alder-prod', attempt: 1 };
const STACK = parseStackRef('organization/golden/dev');

let local: LocalAws;
let buckets = 0;

beforeAll(async () => {
  local = await startLocalAws();
}, 120_000);

afterAll(async () => {
  await local.stop();
});

function targetIn(Bucket: string): SelfHostedBackend {
  const objects = new S3Objects(Bucket, local.clients.s3);
  return new SelfHostedBackend({ url: `s3://${Bucket}?region=${local.region}`, objects, clock: new ManualClock() });
}

function scratchIn(Bucket: string): Scratch {
  const objects = new S3Objects(Bucket, local.clients.s3);
  return openScratch('alder-prod', { url: `s3://${Bucket}?region=${local.region}`, objects, clock: new ManualClock() });
}

async function emptyBucket(Status: 'Enabled' | 'Suspended' = 'Enabled'): Promise<string> {
  const Bucket = `state-${++buckets}`;
  const CreateBucketConfiguration = { LocationConstraint: 'eu-central-1' } as const;
  await local.clients.s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  if (Status === 'Enabled') {
    const VersioningConfiguration = { Status };
    await local.clients.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  }
  return Bucket;
}

async function textOf(Bucket: string, Key: string): Promise<string | undefined> {
  try {
    return await (await local.clients.s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
}

targetContract('on S3', async () => {
  const Bucket = await emptyBucket();
  return {
    target: targetIn(Bucket),
    textOf: async (key) => await textOf(Bucket, key),
    writeAsOther: async (Key, text) => {
      const Body = Buffer.from(text);
      await local.clients.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    },
  };
});

targetContract('the scratch of a rehearsal, on S3', async () => {
  const Bucket = await emptyBucket();
  return {
    target: scratchIn(Bucket),
    textOf: async (key) => await textOf(Bucket, `rehearsal/alder-prod/${key}`),
    writeAsOther: async (key, text) => {
      const Key = `rehearsal/alder-prod/${key}`;
      await local.clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(text) }));
    },
  };
});

it.each(['Enabled', 'Suspended'] as const)('throws a scratch away whole with versioning %s', async (status) => {
  const Bucket = await emptyBucket(status);
  const Key = 'rehearsal/alder-prod/.pulumi/stacks/golden/dev.json';
  await local.clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'one' }));
  await local.clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'two' }));
  await local.clients.s3.send(new DeleteObjectCommand({ Bucket, Key: `${Key}.bak` }));
  await local.clients.s3.send(new PutObjectCommand({ Bucket, Key: 'rehearsal/alder-prod-eu/x', Body: 'other' }));

  await scratchIn(Bucket).discard();

  const left = await local.clients.s3.send(new ListObjectVersionsCommand({ Bucket }));
  expect([...(left.Versions ?? []), ...(left.DeleteMarkers ?? [])].map((object) => object.Key)).toEqual([
    'rehearsal/alder-prod-eu/x',
  ]);
});

it('writes objects of the type the CLI gives them, marked with their run', async () => {
  const Bucket = await emptyBucket();
  const { key: Key, sha256 } = await targetIn(Bucket).lock(RUN, STACK);

  const head = await local.clients.s3.send(new HeadObjectCommand({ Bucket, Key }));

  expect(head.ContentType).toBe('text/plain; charset=utf-8');
  expect(head.Metadata).toEqual({ 'stackferry-run': 'alder-prod-1', 'stackferry-sha256': sha256 });
});

it('makes one lock of many tries at once', async () => {
  const target = targetIn(await emptyBucket());

  const locks = await Promise.all(Array.from({ length: 5 }, async () => await target.lock(RUN, STACK)));

  expect(new Set(locks.map(({ versionId }) => versionId)).size).toBe(1);
});

it('lets at most one of many runs have the lock at once', async () => {
  const target = targetIn(await emptyBucket());
  const runs = Array.from({ length: 5 }, (_, index) => ({ tenant: 'alder-prod', attempt: index + 1 }));

  await Promise.allSettled(runs.map(async (run) => await target.lock(run, STACK)));

  expect((await target.lockHolders(STACK)).length).toBeLessThanOrEqual(1);
});

it('takes its lock away from a bucket without versioning', async () => {
  const target = targetIn(await emptyBucket('Suspended'));
  await target.lock(RUN, STACK);

  await target.unlock(RUN, STACK);

  expect(await target.lockHolders(STACK)).toEqual([]);
});

it('says that a bucket is missing, whatever it is asked', async () => {
  const target = targetIn('never-made');
  const missing = { name: 'TargetMissing', subject: expect.stringContaining('never-made') };

  await expect(target.checkUsable()).rejects.toMatchObject(missing);
  await expect(target.readStack(STACK)).rejects.toMatchObject(missing);
  await expect(target.lock(RUN, STACK)).rejects.toMatchObject(missing);
  await expect(target.versionsOf(RUN, ['a'])).rejects.toMatchObject(missing);
});
