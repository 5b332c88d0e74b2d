import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { World } from '#local/world/start-world.ts';
import { piecesOf } from '#test/support/world-pieces.ts';

/** Something that can be read outside the memory of a step. */
export interface Piece {
  /** Where it lies: a log group, an execution, an item, an object. */
  readonly place: string;
  readonly bytes: Uint8Array;
}

/** A secret met where none may be. */
export interface Leak {
  readonly place: string;
  readonly canary: string;
  readonly form: 'plain' | 'base64';
}

/** Every secret that lies in the world where the AWS services or the handlers left it. */
export async function searchWorld(world: World, canaries: readonly string[]): Promise<readonly Leak[]> {
  const leaks: Leak[] = [];
  for await (const piece of piecesOf(world)) leaks.push(...searchPiece(piece, canaries));
  return leaks;
}

export async function searchFolder(folder: string, canaries: readonly string[]): Promise<readonly Leak[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const leaks = paths.map(async (place) => searchPiece({ place, bytes: await readFile(place) }, canaries));
  return (await Promise.all(leaks)).flat();
}

/** Looks for each canary as it is and inside base64, in the bytes as they are and unpacked. */
export function searchPiece({ place, bytes }: Piece, canaries: readonly string[]): readonly Leak[] {
  const texts = [bytes, unpack(bytes)].map((each) => Buffer.from(each).toString('latin1'));
  const holds = (needle: string) => texts.some((text) => text.includes(needle));
  return canaries.flatMap((canary) => [
    ...(holds(canary) ? [{ place, canary, form: 'plain' as const }] : []),
    ...(base64FormsOf(canary).some(holds) ? [{ place, canary, form: 'base64' as const }] : []),
  ]);
}

/**
 * What base64 makes of a text that begins at each of the three places of a group, without the characters that its
 * neighbours decide as well.
 */
export function base64FormsOf(text: string): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor((bytes.length * 8) / 6);
    return bytes.toString('base64').slice(first, last);
  });
}

const GZIP = Buffer.from([0x1f, 0x8b]);
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

function unpack(bytes: Uint8Array): Uint8Array {
  const begins = (magic: Buffer) => magic.equals(bytes.subarray(0, magic.length));
  if (begins(GZIP)) return gunzipSync(bytes);
  return begins(ZSTD) ? zstdDecompressSync(bytes) : bytes;
}
