import { expect, it } from '@jest/globals';
import { wrappedKeyOf } from '#src/pulumi/secrets/wrapped-key.ts';
import { sourceOf, TARGETS, targetOf } from '#test/support/pulumi-fixtures.ts';

it.each(TARGETS)('finds the wrapped key in what the CLI wrote: %s', (name) => {
  const { deployment, wrappedKey } = targetOf(name);

  expect(wrappedKeyOf(deployment)).toEqual(wrappedKey);
});

it('refuses a state whose secrets are not KMS’s, and one without secrets', () => {
  expect(() => wrappedKeyOf(sourceOf('dev'))).toThrow(/“service”/);
  expect(() => wrappedKeyOf(sourceOf('empty'))).toThrow(expect.objectContaining({ name: 'SecretsProviderForeign' }));
});
