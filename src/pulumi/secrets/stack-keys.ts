import { SecretsProviderForeign } from '#src/errors.ts';
import type { KeyWrapper } from '#src/pulumi/secrets/data-key.ts';
import type { ProviderKey } from '#src/pulumi/secrets/provider-key.ts';
import { formatStackRef, type StackRef } from '#src/stack-ref.ts';

/** Makes and opens the keys of stacks, whichever secrets provider holds them. Throws what `KeyWrapper` throws. */
export interface StackKeys {
  create(stack: StackRef): Promise<ProviderKey>;
  /** The 32 bytes. Throws `SecretsProviderForeign` for a key of another provider. */
  unwrap(stack: StackRef, key: ProviderKey): Promise<Uint8Array>;
  checkUsable(): Promise<void>;
}

export function kmsStackKeys(keys: KeyWrapper): StackKeys {
  return {
    create: async (stack) => await keys.create(stack),
    unwrap: async (stack, key) => {
      if ('salt' in key) throw foreignProvider(stack, 'a passphrase, not to KMS');
      return await keys.unwrap(key);
    },
    checkUsable: async () => await keys.checkUsable(),
  };
}

export function foreignProvider(stack: StackRef, whose: string): SecretsProviderForeign {
  return new SecretsProviderForeign({
    subject: formatStackRef(stack),
    found: `the secrets of the state belong to ${whose}`,
    next: 'name the provider that the stack has in --secrets-provider',
  });
}
