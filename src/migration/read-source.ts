import { OperationsPending, SecretsUnreadable } from '#src/errors.ts';
import { type Deployment, parseDeployment } from '#src/pulumi/format/deployment.ts';
import { type OpenSecret, secretsOf } from '#src/pulumi/format/secret-values.ts';
import { secretsOwnerOf } from '#src/pulumi/source/secrets-owner.ts';
import type { StackSource } from '#src/pulumi/source/stack-source.ts';
import { formatStackRef, type StackRef } from '#src/stack-ref.ts';

/** The source's state at one version, and the way to open its secrets. */
export interface SourceState {
  readonly deployment: Deployment;
  readonly open: OpenSecret;
  readonly secrets: number;
}

/** Throws what the source throws, and `SnapshotUnreadable`, `OperationsPending`, `SecretsProviderForeign`, `SecretsUnreadable`. */
export async function readSource(stack: StackRef, version: number, source: StackSource): Promise<SourceState> {
  const subject = formatStackRef(stack);
  const deployment = parseDeployment(await source.exportStack(stack, version), subject);
  if (deployment.pendingOperations.length > 0) throw operationsPending(subject, deployment.pendingOperations.length);
  const ciphertexts: string[] = [];
  let secrets = 0;
  for (const { held } of secretsOf(deployment)) {
    secrets++;
    if (held.kind === 'ciphertext') ciphertexts.push(held.text);
  }
  const plaintexts =
    ciphertexts.length > 0
      ? await source.decrypt(requireOwner(deployment, source), ciphertexts)
      : new Map<string, Uint8Array>();
  const open: OpenSecret = ({ held }) => {
    if (held.kind === 'plaintext') return Buffer.from(held.text);
    const plaintext = plaintexts.get(held.text);
    if (plaintext === undefined) throw new Error('every ciphertext of the state was asked for');
    return plaintext;
  };
  return { deployment, open, secrets };
}

/** The stack whose key opens the state's ciphertexts. A state without any needs no owner, whatever its provider. */
export function requireOwner(deployment: Deployment, { url }: StackSource): StackRef {
  const owner = secretsOwnerOf(deployment, url);
  if (owner) return owner;
  throw new SecretsUnreadable({
    subject: deployment.subject,
    found: 'the state holds ciphertexts but does not say whose key sealed them',
    next: 'repair it with pulumi stack change-secrets-provider, then start again',
  });
}

function operationsPending(subject: string, pending: number): OperationsPending {
  return new OperationsPending({
    subject,
    found: `${pending} operations of its state never ended`,
    next: 'resolve them with pulumi refresh, then start a new attempt',
  });
}
