/** A pointer to one immutable object of the vault; what states hand each other instead of bytes. */
export interface VaultPointer {
  readonly key: string;
  readonly versionId: string;
  /** Hex SHA-256 of the bytes. */
  readonly sha256: string;
  readonly size: number;
}

/** `secrets` goes under another KMS key with tighter access. */
export type VaultArea = 'snapshot' | 'cluster' | 'secrets' | 'evidence';

/**
 * Write-once storage for snapshots, archives and evidence.
 * Throws `StoreUnavailable`, `AccessRefused`, `TargetMissing`, `VaultKeyTaken` (other bytes under the key), `BackupCorrupt`.
 */
export interface Vault {
  /** Stores the bytes once; a repetition with the same bytes returns the first pointer. */
  put(key: string, bytes: Uint8Array): Promise<VaultPointer>;
  /** Returns the bytes, or throws `BackupCorrupt` when they are not the pointer's. */
  read(pointer: VaultPointer): Promise<Uint8Array>;
  /** The pointer of a key that may have been written before. */
  find(key: string): Promise<VaultPointer | undefined>;
}
