import { describe, expect, it } from '@jest/globals';
import { parseDeployment } from '#src/pulumi/format/deployment.ts';
import { rekeyDeployment } from '#src/pulumi/rekey.ts';
import { configKeysOf, providerKeyOf } from '#src/pulumi/secrets/provider-key.ts';
import { CRYPTER, openerOf, sourceOf, targetOf, WRAPPED_KEY } from '#test/support/pulumi-fixtures.ts';

const SALT = { salt: 'v1:c2FsdA==:v1:bm9uY2U=:Y2lwaGVy' };

describe('the provider of a state', () => {
  it.each([SALT, WRAPPED_KEY])('is read back as it was written: %j', (key) => {
    const rekeyed = rekeyDeployment(sourceOf('dev'), { open: openerOf('dev'), crypter: CRYPTER, wrappedKey: key });

    expect(providerKeyOf(parseDeployment(rekeyed, 'dev'))).toEqual(key);
  });

  it('is KMS in what the CLI wrote for KMS', () => {
    const { deployment, wrappedKey } = targetOf('dev');

    expect(providerKeyOf(deployment)).toEqual(wrappedKey);
  });

  it('is none of ours where the service holds the key', () => {
    expect(() => providerKeyOf(sourceOf('dev'))).toThrow(expect.objectContaining({ name: 'SecretsProviderForeign' }));
  });
});

it('gives a config file the keys of one provider only', () => {
  expect(configKeysOf(SALT)).toEqual({ encryptionsalt: SALT.salt });
  expect(configKeysOf(WRAPPED_KEY)).toEqual({
    secretsprovider: WRAPPED_KEY.url,
    encryptedkey: WRAPPED_KEY.encryptedKey,
  });
});
