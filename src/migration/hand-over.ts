import { UpdateInProgress } from '#src/errors.ts';
import { readSource } from '#src/migration/read-source.ts';
import { showSecrets } from '#src/pulumi/show-secrets.ts';
import type { StackSource } from '#src/pulumi/source/stack-source.ts';
import { formatStackRef, type StackRef } from '#src/stack-ref.ts';
import { vaultKey } from '#src/vault/keys.ts';
import type { Vault, VaultPointer } from '#src/vault/vault.ts';

/** Before the tenant's first attempt. */
const NO_ATTEMPT = 0;

/**
 * Takes a stack over a border, for a tenant whose deployment cannot reach the source: exports it with its secrets open, in
 * memory, and puts it into the vault of the other side, which seals it in the area of secrets. The tenant is then registered there with the pointer
 * as its source. Whoever calls this holds both sides; a crossing on a carrier seals the bytes here first.
 */
export async function handOver(
  { tenant, stack }: { readonly tenant: string; readonly stack: StackRef },
  source: StackSource,
  vault: Vault,
): Promise<{ readonly pointer: VaultPointer; readonly version: number }> {
  const { version, currentOperation } = await source.describe(stack);
  if (currentOperation) {
    throw new UpdateInProgress({
      subject: formatStackRef(stack),
      found: `${currentOperation.author} is running ${currentOperation.kind} on it`,
      next: 'hand it over when that has ended',
    });
  }
  const { deployment, open } = await readSource(stack, version, source);
  const key = vaultKey({ tenant, attempt: NO_ATTEMPT }, 'secrets', `handed-over-version-${version}.json`);
  return { pointer: await vault.put(key, showSecrets(deployment, open)), version };
}
