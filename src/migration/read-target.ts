import { ImportRejected } from '#src/errors.ts';
import type { Ports } from '#src/migration/ports.ts';
import { digestOf } from '#src/pulumi/format/canonical.ts';
import { parseCheckpoint } from '#src/pulumi/format/deployment.ts';
import type { ComparedState } from '#src/pulumi/format/differences.ts';
import type { OpenSecret } from '#src/pulumi/format/secret-values.ts';
import { createCrypter } from '#src/pulumi/secrets/crypter.ts';
import { wrappedKeyOf } from '#src/pulumi/secrets/wrapped-key.ts';
import type { TargetObject } from '#src/pulumi/target/target-backend.ts';
import { formatStackRef, type StackRef } from '#src/stack-ref.ts';

export interface ReadTarget extends ComparedState {
  readonly object: TargetObject;
  readonly digest: string;
}

/** Reads a stack back from the target and opens it with the key its own bytes name, as the Pulumi CLI would. */
export async function readTarget(
  stack: StackRef,
  { target, keys }: Pick<Ports, 'target' | 'keys'>,
): Promise<ReadTarget> {
  const subject = formatStackRef(stack);
  const found = await target.readStack(stack);
  if (found.kind === 'free') {
    throw new ImportRejected({
      subject,
      found: 'the target does not return the stack that was written',
      next: 'this run is rolled back; check who else deletes in the bucket',
    });
  }
  const deployment = parseCheckpoint(found.bytes, subject);
  const crypter = createCrypter(await keys.unwrap(wrappedKeyOf(deployment)), subject);
  const open: OpenSecret = ({ held }) =>
    held.kind === 'plaintext' ? Buffer.from(held.text) : crypter.decrypt(held.text);
  const secrets = { open, macKey: crypter.macKey };
  return { object: found.object, deployment, secrets, digest: digestOf(deployment, secrets) };
}
