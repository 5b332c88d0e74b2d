import { DeleteObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Vault } from '#infra/pipeline/vault.ts';
import { readPlatform } from '#infra/platform.ts';
import { S3Vault, type VaultPlace } from '#src/vault/s3-vault.ts';
import { type LocalAws, startLocalAws } from '#test/support/local-aws.ts';
import { vaultContract } from '#test/support/vault-contract.ts';

let local: LocalAws;
let place: VaultPlace;

beforeAll(async () => {
  local = await startLocalAws();
  const { outputs } = await local.deploy(async () => {
    const lock = { mode: 'GOVERNANCE', days: 30 } as const;
    const { bucket, keyArn, secretsKeyArn } = new Vault('vault', {
      platform: await readPlatform(),
      prefix: 'contract',
      lock,
    });
    return { bucket: bucket.name, keyArn, secretsKeyArn };
  });
  const { bucket, keyArn, secretsKeyArn } = outputs;
  place = { bucket: String(bucket), keyArn: String(keyArn), secretsKeyArn: String(secretsKeyArn) };
}, 120_000);

afterAll(async () => {
  await local.stop();
});

const open = async () => new S3Vault(place, local.clients.s3);

vaultContract('on S3', open);

it('seals the area secrets with a key of its own', async () => {
  const vault = await open();
  const keys = ['alder-prod/1/secrets/a.json', 'alder-prod/1/evidence/a.json'];
  for (const key of keys) await vault.put(key, Buffer.from('{}'));

  const heads = keys.map(
    async (Key) => await local.clients.s3.send(new HeadObjectCommand({ Bucket: place.bucket, Key })),
  );

  expect((await Promise.all(heads)).map(({ SSEKMSKeyId }) => SSEKMSKeyId)).toEqual([place.secretsKeyArn, place.keyArn]);
});

it('keeps what it holds: no version can be deleted', async () => {
  const { key, versionId } = await (await open()).put('alder-prod/1/evidence/kept.json', Buffer.from('{}'));

  const deletion = new DeleteObjectCommand({ Bucket: place.bucket, Key: key, VersionId: versionId });

  await expect(local.clients.s3.send(deletion)).rejects.toMatchObject({ name: 'AccessDenied' });
});

it('names a bucket that does not exist', async () => {
  const vault = new S3Vault({ ...place, bucket: 'nowhere' }, local.clients.s3);

  const put = vault.put('alder-prod/1/evidence/a.json', Buffer.from('{}'));

  await expect(put).rejects.toMatchObject({ name: 'TargetMissing' });
});
