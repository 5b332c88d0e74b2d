import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Publications } from '#infra/backend/publications.ts';
import { readPlatform } from '#infra/platform.ts';
import { PointerPublisher } from '#src/publishing/pointer-publisher.ts';
import { type LocalAws, startLocalAws } from '#test/support/local-aws.ts';
import { publisherContract } from '#test/support/publisher-contract.ts';

let local: LocalAws;
let bucket: string;

beforeAll(async () => {
  local = await startLocalAws();
  const { outputs } = await local.deploy(async () => {
    const args = { platform: await readPlatform(), prefix: 'contract', oldVersionDays: 30 };
    return { bucket: new Publications('publications', args).bucket.name };
  });
  bucket = String(outputs['bucket']);
}, 120_000);

afterAll(async () => {
  await local.stop();
});

const open = async () => new PointerPublisher(bucket, local.clients.s3);
const stack = (name: string) => ({ organization: 'acme', project: 'services', stack: name });

publisherContract('as objects on S3', open);

it('lets one of two runs freeze that come at once', async () => {
  const publisher = await open();
  const freezes = [1, 2].map(async (attempt) => {
    await publisher.freeze(stack('contended'), { tenant: 'alder-prod', attempt });
  });

  const settled = await Promise.allSettled(freezes);

  expect(settled.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(settled.find((each) => each.status === 'rejected')?.reason).toMatchObject({ name: 'RecordMoved' });
});

it('names a bucket that does not exist', async () => {
  const publisher = new PointerPublisher('nowhere', local.clients.s3);

  await expect(publisher.read(stack('any'))).rejects.toMatchObject({ name: 'TargetMissing' });
});
