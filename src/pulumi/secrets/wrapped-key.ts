import { SecretsProviderForeign } from '#src/errors.ts';
import type { Deployment } from '#src/pulumi/format/deployment.ts';
import { memberOf, textOf } from '#src/pulumi/format/json-tree.ts';
import type { WrappedKey } from '#src/pulumi/secrets/data-key.ts';

/** The wrapped data key that a state carries. Throws `SecretsProviderForeign` for any provider but KMS. */
export function wrappedKeyOf({ secretsProvider, subject }: Deployment): WrappedKey {
  const url = textOf(memberOf(secretsProvider?.state, 'url'));
  const encryptedKey = textOf(memberOf(secretsProvider?.state, 'encryptedkey'));
  if (secretsProvider?.type === 'cloud' && url && encryptedKey) return { url, encryptedKey };
  throw new SecretsProviderForeign({
    subject,
    found: `its secrets belong to the provider “${secretsProvider?.type ?? 'none'}”, not to KMS`,
    next: 'find out who changed the provider after the import',
  });
}
