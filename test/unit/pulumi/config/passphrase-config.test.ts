import { describe, expect, it } from '@jest/globals';
import { configNames, rekeyConfig } from '#src/pulumi/config/rekey-config.ts';
import { CRYPTER, WRAPPED_KEY } from '#test/support/pulumi-fixtures.ts';

const SALT = { salt: 'v1:c2FsdA==:v1:bm9uY2U=:Y2lwaGVy' };
const SUBJECT = 'acme/app/prod';

function switched(text: string): string {
  const open = (ciphertext: string) => Buffer.from(`opened ${ciphertext}`);
  return rekeyConfig(text, { open, crypter: CRYPTER, wrappedKey: SALT, subject: SUBJECT });
}

describe('a config file that goes under a passphrase', () => {
  it('gets the salt, and a ciphertext of the new key for each secret', () => {
    const before = '# ours\nconfig:\n  app:region: north # here\n  app:word:\n    secure: sealed\n';

    const after = switched(before);

    const [, ciphertext = ''] = /secure: (v1:\S+)/.exec(after) ?? [];
    expect(after).toBe(`${before.replace('secure: sealed', `secure: ${ciphertext}`)}encryptionsalt: ${SALT.salt}\n`);
    expect(Buffer.from(CRYPTER.decrypt(ciphertext)).toString('utf8')).toBe('opened sealed');
  });

  it.each(['', '{}', 'config:\n  app:a: b\n', '{config: {app:a: b}}', 'secretsprovider: passphrase\n'])(
    'names the passphrase whatever it looked like: %j',
    (text) => {
      expect(configNames(switched(text), SALT, SUBJECT)).toBe(true);
    },
  );

  it('loses the keys of KMS', () => {
    const text = `secretsprovider: ${WRAPPED_KEY.url}\nencryptedkey: ${WRAPPED_KEY.encryptedKey}\nconfig:\n  app:a: b\n`;

    expect(switched(text)).toBe(`config:\n  app:a: b\nencryptionsalt: ${SALT.salt}\n`);
  });

  it('is known to name another key, or none', () => {
    expect(configNames(switched('{}'), { salt: 'v1:b3RoZXI=:v1:a:b' }, SUBJECT)).toBe(false);
    expect(configNames('config: {}\n', SALT, SUBJECT)).toBe(false);
    expect(configNames(switched('{}'), WRAPPED_KEY, SUBJECT)).toBe(false);
  });
});
