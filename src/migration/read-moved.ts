import type { MovePorts } from '#src/migration/stack-move.ts';
import { digestOf } from '#src/pulumi/format/canonical.ts';
import { parseCheckpoint } from '#src/pulumi/format/deployment.ts';
import type { ComparedState } from '#src/pulumi/format/differences.ts';
import type { OpenSecret } from '#src/pulumi/format/secret-values.ts';
import { type Crypter, createCrypter } from '#src/pulumi/secrets/crypter.ts';
import { type ProviderKey, providerKeyOf } from '#src/pulumi/secrets/provider-key.ts';
import type { TargetObject } from '#src/pulumi/target/target-backend.ts';
import { formatStackRef, type StackRef } from '#src/stack-ref.ts';

/** A state in the target, opened with the key that its own bytes name. */
export interface MovedState extends ComparedState {
  readonly object: TargetObject;
  readonly bytes: number;
  readonly key: ProviderKey;
  readonly crypter: Crypter;
  readonly macKey: Uint8Array;
  readonly digest: string;
}

/** Undefined where nothing stands under the name. Throws `SecretsProviderForeign`, `SecretsUnreadable`, `SnapshotUnreadable`. */
export async function readMoved(
  stack: StackRef,
  { target, keys }: Pick<MovePorts, 'target' | 'keys'>,
): Promise<MovedState | undefined> {
  const subject = formatStackRef(stack);
  const found = await target.readStack(stack);
  if (found.kind === 'free') return undefined;
  const deployment = parseCheckpoint(found.bytes, subject);
  const key = providerKeyOf(deployment);
  const crypter = createCrypter(await keys.unwrap(stack, key), subject);
  const { macKey } = crypter;
  const open: OpenSecret = ({ held }) =>
    held.kind === 'plaintext' ? Buffer.from(held.text) : crypter.decrypt(held.text);
  const secrets = { open, macKey };
  const { object, bytes } = found;
  return {
    object,
    bytes: bytes.length,
    deployment,
    key,
    crypter,
    macKey,
    secrets,
    digest: digestOf(deployment, secrets),
  };
}
