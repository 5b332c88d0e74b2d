import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Vault } from '#src/vault/vault.ts';

/** What every vault must do; run against the fake and against the real bucket. */
export function vaultContract(name: string, open: () => Promise<Vault>): void {
  describe(`vault: ${name}`, () => {
    let vault: Vault;
    let count = 0;
    const fresh = (area = 'snapshot') => `tenant-${Date.now()}/${++count}/${area}/object.json`;
    const bytes = Buffer.from('{"a":1}');

    beforeEach(async () => {
      vault = await open();
    });

    it('returns the bytes it was given', async () => {
      const pointer = await vault.put(fresh(), bytes);

      expect(Buffer.from(await vault.read(pointer))).toEqual(bytes);
      expect(pointer.size).toBe(bytes.length);
    });

    it('writes one object however often it is retried', async () => {
      const key = fresh();
      const first = await vault.put(key, bytes);

      expect(await vault.put(key, bytes)).toEqual(first);
    });

    it('refuses other bytes under a key that is taken', async () => {
      const key = fresh();
      await vault.put(key, bytes);

      await expect(vault.put(key, Buffer.from('other'))).rejects.toMatchObject({ name: 'VaultKeyTaken', subject: key });
    });

    it('finds what was written and says nothing of what was not', async () => {
      const key = fresh('secrets');
      const pointer = await vault.put(key, bytes);

      expect(await vault.find(key)).toEqual(pointer);
      expect(await vault.find(fresh())).toBeUndefined();
    });

    it('refuses to return bytes that are not the pointer’s', async () => {
      const pointer = await vault.put(fresh(), bytes);

      await expect(vault.read({ ...pointer, sha256: '0'.repeat(64) })).rejects.toMatchObject({ name: 'BackupCorrupt' });
    });
  });
}
