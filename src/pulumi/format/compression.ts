import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { SnapshotUnreadable } from '#src/errors.ts';

/** Beyond this, a small object that unpacks without end is more likely than a state. */
const LONGEST = 1024 ** 3;

/** Unpacks a checkpoint by its first bytes, as the backend does: a deployer may have switched compression on. */
export function decompress(bytes: Uint8Array, subject: string): Uint8Array {
  try {
    if (startsWith(bytes, [0x1f, 0x8b, 0x08])) return gunzipSync(bytes, { maxOutputLength: LONGEST });
    if (startsWith(bytes, [0x28, 0xb5, 0x2f, 0xfd])) return zstdDecompressSync(bytes, { maxOutputLength: LONGEST });
    return bytes;
  } catch (error) {
    const next = 'compare it with the backup beside it in the bucket';
    throw new SnapshotUnreadable({ subject, found: 'the state cannot be unpacked', next, cause: error });
  }
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}
