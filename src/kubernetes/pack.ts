import { createHash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { BackupCorrupt } from '#src/errors.ts';
import type { ArchiveReader, StoredObject } from '#src/kubernetes/archive-store.ts';

const LINE_BREAK = Uint8Array.of(0x0a);

/** Objects as NDJSON, compressed. */
export function packLines(lines: readonly Uint8Array[]): Uint8Array {
  return zstdCompressSync(Buffer.concat(lines.flatMap((line) => [line, LINE_BREAK])));
}

export function packJson(value: unknown): Uint8Array {
  return zstdCompressSync(Buffer.from(JSON.stringify(value)));
}

/**
 * A name that holds a part of the bytes' own hash. A run that died and comes again reads a cluster that moved on: its
 * objects get other names beside the old ones, and the manifest says which count.
 */
export function nameByContent(stem: string, bytes: Uint8Array, suffix: string): string {
  return `${stem}-${hashOf(bytes).slice(0, 16)}.${suffix}`;
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The bytes behind a pointer, hashed again here whatever the store promises. Throws `BackupCorrupt`. */
export async function readProven(pointer: StoredObject, store: ArchiveReader): Promise<Uint8Array> {
  const bytes = await store.read(pointer);
  if (hashOf(bytes) === pointer.sha256 && bytes.length === pointer.size) return bytes;
  throw corrupt(pointer, 'its bytes are not those that were written');
}

export async function readJson(pointer: StoredObject, store: ArchiveReader): Promise<unknown> {
  const bytes = await readProven(pointer, store);
  try {
    return JSON.parse(zstdDecompressSync(bytes).toString('utf8'));
  } catch (cause) {
    throw corrupt(pointer, 'it is not compressed JSON', cause);
  }
}

/** The raw objects of one packed part, one per line. */
export async function readLines(pointer: StoredObject, store: ArchiveReader): Promise<readonly string[]> {
  const bytes = await readProven(pointer, store);
  return zstdDecompressSync(bytes)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

export function corrupt({ key }: StoredObject, found: string, cause?: unknown): BackupCorrupt {
  return new BackupCorrupt({
    subject: key,
    found,
    next: 'take a new backup before anything moves; keep this one for a person to look at',
    ...(cause === undefined ? {} : { cause }),
  });
}
