import type { ArchiveStore } from '#src/kubernetes/archive-store.ts';
import type { RunRef } from '#src/run-ref.ts';
import { vaultKey } from '#src/vault/keys.ts';
import type { Vault } from '#src/vault/vault.ts';

/** Gives the archive its part of the vault: the run's own areas. */
export function archiveStoreOf(run: RunRef, vault: Vault): ArchiveStore {
  return {
    put: async (area, name, bytes) => await vault.put(vaultKey(run, area, name), bytes),
    read: async (pointer) => await vault.read(pointer),
  };
}
