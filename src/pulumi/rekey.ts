import type { Deployment } from '#src/pulumi/format/deployment.ts';
import { type OpenSecret, type SecretValue, secretsOf } from '#src/pulumi/format/secret-values.ts';
import type { Crypter } from '#src/pulumi/secrets/crypter.ts';
import { type ProviderKey, providerBlockOf } from '#src/pulumi/secrets/provider-key.ts';
import { type Edit, splice } from '#src/pulumi/splice.ts';
import { formatStackRef, type StackRef } from '#src/stack-ref.ts';

/**
 * Re-encrypts a state under a stack's data key. Only ciphertexts and the `secrets_providers` block are replaced: every other
 * byte leaves as it came. The same key and state give the same bytes, because a step may run twice.
 */
export function rekeyDeployment(
  deployment: Deployment,
  { open, crypter, wrappedKey }: { open: OpenSecret; crypter: Crypter; wrappedKey: ProviderKey },
): Uint8Array {
  const edits: Edit[] = [providerEdit(deployment, wrappedKey)];
  for (const secret of secretsOf(deployment)) {
    edits.push(secretEdit(secret, JSON.stringify(crypter.encrypt(open(secret), secret.place))));
  }
  return splice(deployment.bytes, edits);
}

/** Wraps a deployment as the backend's checkpoint file; version and features as they are. */
export function toCheckpoint({ bytes, version, features, body }: Deployment, stack: StackRef): Uint8Array {
  const declared = features === undefined ? '' : `"features":${features},`;
  const head = `{"version":${version},${declared}"checkpoint":{"stack":${JSON.stringify(formatStackRef(stack))},"latest":`;
  return Buffer.concat([Buffer.from(head), bytes.subarray(body.start, body.end), Buffer.from('}}')]);
}

function secretEdit({ held, value, member }: SecretValue, ciphertext: string): Edit {
  if (held.kind === 'ciphertext') return { ...value, text: ciphertext };
  return { ...member, text: `"ciphertext":${ciphertext}` };
}

function providerEdit({ secretsProvider, members, body }: Deployment, key: ProviderKey): Edit {
  const text = JSON.stringify(providerBlockOf(key));
  if (secretsProvider) return { ...secretsProvider.span, text };
  const absent = members.find((member) => member.key === 'secrets_providers');
  if (absent) return { ...absent.value, text };
  const at = body.start + 1;
  return { start: at, end: at, text: `"secrets_providers":${text}${members.length > 0 ? ',' : ''}` };
}
