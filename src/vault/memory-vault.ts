import { createHash } from 'node:crypto';
import { BackupCorrupt, VaultKeyTaken } from '#src/errors.ts';
import type { Vault, VaultPointer } from '#src/vault/vault.ts';

/** The vault in memory: for tests and for moves from a terminal without AWS. */
export class MemoryVault implements Vault {
  readonly #objects = new Map<string, { pointer: VaultPointer; bytes: Uint8Array }>();

  async put(key: string, bytes: Uint8Array): Promise<VaultPointer> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const known = this.#objects.get(key);
    if (known && known.pointer.sha256 !== sha256) {
      throw new VaultKeyTaken({
        subject: key,
        found: 'the vault already holds other bytes under this key',
        next: 'start a new attempt; the vault never overwrites',
      });
    }
    const pointer = known?.pointer ?? {
      key,
      versionId: `memory-${this.#objects.size + 1}`,
      sha256,
      size: bytes.length,
    };
    this.#objects.set(key, { pointer, bytes: Uint8Array.from(bytes) });
    return pointer;
  }

  async read(pointer: VaultPointer): Promise<Uint8Array> {
    const found = this.#objects.get(pointer.key);
    if (found?.pointer.sha256 !== pointer.sha256) {
      throw new BackupCorrupt({
        subject: pointer.key,
        found: 'the object in the vault is not the one its pointer names',
        next: 'look at what wrote it',
      });
    }
    return found.bytes;
  }

  async find(key: string): Promise<VaultPointer | undefined> {
    return this.#objects.get(key)?.pointer;
  }
}
