/** Where an archive lies in the vault; secrets go under another key. */
export type ArchiveArea = 'cluster' | 'secrets' | 'evidence';

/** A pointer to one immutable object of the store. */
export interface StoredObject {
  readonly key: string;
  readonly versionId: string;
  /** Hex SHA-256 of the bytes. */
  readonly sha256: string;
  readonly size: number;
}

export interface ArchiveReader {
  read(pointer: StoredObject): Promise<Uint8Array>;
}

/** The part of a vault that one run's archive is written to: write-once names, same bytes may come again. */
export interface ArchiveStore extends ArchiveReader {
  put(area: ArchiveArea, name: string, bytes: Uint8Array): Promise<StoredObject>;
}
