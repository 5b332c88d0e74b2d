import type { KMSClient } from '@aws-sdk/client-kms';
import { describe, expect, it } from '@jest/globals';
import { KmsKeys } from '#src/pulumi/secrets/kms-keys.ts';
import { parseStackRef } from '#src/stack-ref.ts';

const KEY_ARN = 'arn:aws-cn:kms:cn-north-1:000000000000:key/mrk-1';
const STACK = parseStackRef('acme/golden/dev');

/** KMS that gives one answer and notes what it was asked. */
function kms(answer: unknown) {
  const inputs: unknown[] = [];
  const client = {
    send: async ({ input }: { input: Record<string, unknown> }) => {
      // The key is wiped after the call, so what was sent is noted now.
      inputs.push(structuredClone(input));
      return answer;
    },
  } as unknown as KMSClient;
  return { keys: new KmsKeys({ keyArn: KEY_ARN, region: 'cn-north-1' }, client), inputs };
}

describe('a data key', () => {
  it('is 32 random bytes made here, sealed for its stack', async () => {
    const { keys, inputs } = kms({ CiphertextBlob: Buffer.from('blob') });

    const { encryptedKey } = await keys.create(STACK);
    await keys.create(STACK);

    const [first, second] = inputs as { Plaintext: Uint8Array }[];
    expect(first).toMatchObject({ KeyId: KEY_ARN, EncryptionContext: { stack: 'golden/dev' } });
    expect(first?.Plaintext).toHaveLength(32);
    expect(first?.Plaintext).not.toEqual(second?.Plaintext);
    expect(encryptedKey).toBe(Buffer.from('blob').toString('base64'));
  });

  it.each([
    [`awskms:///${KEY_ARN}?region=cn-north-1&context_stack=golden%2Fdev`, KEY_ARN],
    ['awskms://alias/state?region=cn-north-1&context_stack=golden%2Fdev', undefined],
    ['awskms:///arn:aws-cn:kms:cn-north-1:000000000000:alias/state?context_stack=golden%2Fdev', undefined],
  ])(
    'is opened under the key its URL names for good, and under any where an alias may have moved: %s',
    async (url, KeyId) => {
      const { keys, inputs } = kms({ Plaintext: Buffer.alloc(32, 7) });

      const opened = await keys.unwrap({ url, encryptedKey: 'YmxvYg==' });

      expect(opened).toEqual(Buffer.alloc(32, 7));
      expect(inputs).toEqual([
        {
          CiphertextBlob: Buffer.from('blob'),
          EncryptionContext: { stack: 'golden/dev' },
          ...(KeyId ? { KeyId } : {}),
        },
      ]);
    },
  );

  it.each([undefined, Buffer.alloc(0), Buffer.alloc(16), Buffer.alloc(33)])(
    'of another length is refused: %j',
    async (Plaintext) => {
      const { keys } = kms({ Plaintext });

      await expect(keys.unwrap({ url: `awskms:///${KEY_ARN}`, encryptedKey: 'YmxvYg==' })).rejects.toMatchObject({
        name: 'SecretsUnreadable',
      });
    },
  );

  it('is not made where KMS answers without it', async () => {
    await expect(kms({}).keys.create(STACK)).rejects.toMatchObject({ name: 'SecretsUnreadable' });
  });
});
