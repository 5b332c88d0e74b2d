import { CreateKeyCommand, DisableKeyCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KmsKeys } from '#src/pulumi/secrets/kms-keys.ts';
import { parseStackRef } from '#src/stack-ref.ts';
import { type LocalAws, startLocalAws } from '#test/support/local-aws.ts';

const STACK = parseStackRef('acme/golden/dev');

let local: LocalAws;

beforeAll(async () => {
  local = await startLocalAws();
}, 120_000);

afterAll(async () => {
  await local.stop();
});

async function newKeyArn(): Promise<string> {
  const { KeyMetadata } = await local.clients.kms.send(new CreateKeyCommand({}));
  return KeyMetadata?.Arn ?? '';
}

function keysUnder(keyArn: string): KmsKeys {
  return new KmsKeys({ keyArn, region: local.region }, local.clients.kms);
}

describe('data keys wrapped by KMS', () => {
  it('open to the same 32 bytes as often as they are asked for, and each stack gets one of its own', async () => {
    const keys = keysUnder(await newKeyArn());
    const [one, other] = [await keys.create(STACK), await keys.create(STACK)];

    const opened = await keys.unwrap(one);

    expect(opened).toHaveLength(32);
    expect(await keys.unwrap(one)).toEqual(opened);
    expect(await keys.unwrap(other)).not.toEqual(opened);
  });

  it('name the key, its region and the stack in a URL that the CLI reads', async () => {
    const keyArn = await newKeyArn();

    const { url } = await keysUnder(keyArn).create(STACK);

    expect(url).toBe(`awskms:///${keyArn}?region=${local.region}&context_stack=golden%2Fdev`);
  });

  it('do not open for another stack', async () => {
    const keys = keysUnder(await newKeyArn());
    const { url, encryptedKey } = await keys.create(STACK);

    const forged = { url: url.replace('golden%2Fdev', 'golden%2Fprod'), encryptedKey };

    await expect(keys.unwrap(forged)).rejects.toMatchObject({ name: 'SecretsUnreadable' });
  });

  it.each(['', 'AAAA', 'not base64 at all'])(
    'do not open from a blob that KMS never made: %j',
    async (encryptedKey) => {
      const keys = keysUnder(await newKeyArn());
      const { url } = await keys.create(STACK);

      await expect(keys.unwrap({ url, encryptedKey })).rejects.toMatchObject({ name: 'SecretsUnreadable' });
    },
  );

  it('say that the key is missing or disabled', async () => {
    const keyArn = await newKeyArn();
    const keys = keysUnder(keyArn);
    const absent = keysUnder(keyArn.replace(/key\/.*/, 'key/00000000-0000-0000-0000-000000000000'));
    const wrapped = await keys.create(STACK);
    await keys.checkUsable();
    await local.clients.kms.send(new DisableKeyCommand({ KeyId: keyArn }));

    await expect(keys.checkUsable()).rejects.toMatchObject({ name: 'TargetMissing', subject: keyArn });
    await expect(keys.unwrap(wrapped)).rejects.toMatchObject({ name: 'TargetMissing' });
    await expect(absent.create(STACK)).rejects.toMatchObject({ name: 'TargetMissing' });
    await expect(absent.checkUsable()).rejects.toMatchObject({ name: 'TargetMissing' });
  });
});
