import type { Deployment } from '#src/pulumi/format/deployment.ts';
import { memberOf, textOf } from '#src/pulumi/format/json-tree.ts';
import type { WrappedKey } from '#src/pulumi/secrets/data-key.ts';
import { wrappedKeyOf } from '#src/pulumi/secrets/wrapped-key.ts';

/** What a state and its config file hold of a passphrase: the salt, and a probe that tells a wrong passphrase. */
export interface PassphraseSalt {
  /** `v1:<base64 of the salt>:v1:<nonce>:<ciphertext of “pulumi”>` */
  readonly salt: string;
}

/** What a stack says of the key of its secrets: a data key wrapped by KMS, or the salt of a passphrase. */
export type ProviderKey = WrappedKey | PassphraseSalt;

/** The `secrets_providers` block of a state. */
export function providerBlockOf(key: ProviderKey): { readonly type: string; readonly state: object } {
  if ('salt' in key) return { type: 'passphrase', state: { salt: key.salt } };
  return { type: 'cloud', state: { url: key.url, encryptedkey: key.encryptedKey } };
}

/** The top-level keys by which a `Pulumi.<stack>.yaml` names its provider; undefined is a key that must not be there. */
export function configKeysOf(key: ProviderKey): Readonly<Record<string, string | undefined>> {
  if ('salt' in key) return { secretsprovider: undefined, encryptedkey: undefined, encryptionsalt: key.salt };
  return { secretsprovider: key.url, encryptedkey: key.encryptedKey, encryptionsalt: undefined };
}

/** The key that a state names. Throws `SecretsProviderForeign` for a provider that is neither KMS nor a passphrase. */
export function providerKeyOf(deployment: Deployment): ProviderKey {
  const { secretsProvider: provider } = deployment;
  const salt = textOf(memberOf(provider?.state, 'salt'));
  return provider?.type === 'passphrase' && salt ? { salt } : wrappedKeyOf(deployment);
}
