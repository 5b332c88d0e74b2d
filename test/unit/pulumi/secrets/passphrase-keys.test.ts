import { describe, expect, it } from '@jest/globals';
import { createCrypter } from '#src/pulumi/secrets/crypter.ts';
import { PassphraseKeys } from '#src/pulumi/secrets/passphrase-keys.ts';
import { parseStackRef } from '#src/stack-ref.ts';

const STACK = parseStackRef('organization/golden/dev');

/** Salts of Pulumi's own tests, and the keys behind them. */
const VECTORS = [
  [
    'password',
    'v1:fozI5u6B030=:v1:F+6ZduKKd8G0/V7L:PGMFeIzwobWRKmEAzUdaQHqC5mMRIQ==',
    '7e700703e28b164e816cb939612c938b8dcf8f8a5237d02824cea3fb656b3a8b',
  ],
  [
    'abc123',
    'v1:4iF78gb0nF0=:v1:Co6IbTWYs/UdrjgY:FSrAWOFZnj9ealCUDdJL7LrUKXX9BA==',
    '5b8afe84bd5b93a6d9468e9d2d9659a4e4c08957bac6cdbdf8f058092956ed72',
  ],
  [
    '123abc',
    'v1:C7H2a7/Ietk=:v1:yfAd1zOi6iY9DRIB:dumdsr+H89VpHIQWdB01XEFqYaYjAg==',
    '1bb98674794b94f20ac757cf83a25bcaf1a9719b94b938e0269537812a2734d7',
  ],
] as const;

describe('a passphrase', () => {
  it.each(VECTORS)('gives with its salt the key that the CLI derives: %s', async (passphrase, salt, key) => {
    const opened = await new PassphraseKeys(passphrase).unwrap(STACK, { salt });

    expect(Buffer.from(opened).toString('hex')).toBe(key);
  });

  it('is told from a wrong one by the probe beside the salt', async () => {
    const [, salt] = VECTORS[0];

    await expect(new PassphraseKeys('another').unwrap(STACK, { salt })).rejects.toMatchObject({
      name: 'SecretsUnreadable',
      found: expect.stringContaining('another passphrase'),
    });
  });

  it('gives each stack a key of its own, which opens again', async () => {
    const keys = new PassphraseKeys('');

    const [one, other] = [await keys.create(STACK), await keys.create(STACK)];

    expect(one.salt).not.toBe(other.salt);
    expect(one.salt).toMatch(/^v1:[A-Za-z0-9+/]{11}=:v1:[A-Za-z0-9+/]{16}:[A-Za-z0-9+/=]+$/);
    const key = await new PassphraseKeys('').unwrap(STACK, one);
    const sealed = createCrypter(key, 'a test').encrypt(Buffer.from('word'), 'a place');
    expect(createCrypter(await keys.unwrap(STACK, one), 'a test').decrypt(sealed)).toEqual(Buffer.from('word'));
  });

  it.each(['', 'v1:c2FsdA==', 'v2:c2FsdA==:v1:a:b', 'v1:c2FsdA==:v1:a'])(
    'refuses a salt of another form: %j',
    async (salt) => {
      await expect(new PassphraseKeys('x').unwrap(STACK, { salt })).rejects.toMatchObject({
        name: 'SecretsUnreadable',
      });
    },
  );

  it('opens no key of KMS', async () => {
    await expect(
      new PassphraseKeys('x').unwrap(STACK, { url: 'awskms://k?region=eu-central-1', encryptedKey: 'YQ==' }),
    ).rejects.toMatchObject({ name: 'SecretsProviderForeign' });
  });
});
