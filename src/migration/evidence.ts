import { createHash } from 'node:crypto';
import type { RunRef } from '#src/run-ref.ts';
import { vaultKey } from '#src/vault/keys.ts';
import type { Vault, VaultPointer } from '#src/vault/vault.ts';

/**
 * Keeps what a step found. The name carries a hash of the content, so a step that runs twice and finds another time of day
 * keeps both findings instead of colliding on a write-once key.
 */
export async function keepEvidence(run: RunRef, name: string, content: object, vault: Vault): Promise<VaultPointer> {
  const bytes = Buffer.from(JSON.stringify(content));
  return await vault.put(vaultKey(run, 'evidence', `${name}-${contentHash(bytes)}.json`), bytes);
}

/** For the names of objects whose bytes may differ when a step runs again. */
export function contentHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 12);
}
