import { expect, it } from '@jest/globals';
import { asset, runtime } from '@pulumi/pulumi';
import { unwrapSecrets } from '#local/deploy/unwrap-secrets.ts';

const secret = (value: unknown) => ({ [runtime.specialSigKey]: runtime.specialSecretSig, value });

it('unwraps secrets at any depth, and secrets inside secrets', () => {
  const wrapped = { plain: 1, list: [secret('a')], deep: { inner: secret({ innermost: secret('b') }) } };

  expect(unwrapSecrets(wrapped)).toEqual({ plain: 1, list: ['a'], deep: { inner: { innermost: 'b' } } });
});

it('leaves assets as they are', () => {
  const code = new asset.StringAsset('x');

  expect(unwrapSecrets({ code })).toEqual({ code });
});
