import type { ArchiveReader, StoredObject } from '#src/kubernetes/archive-store.ts';
import { type ArchiveManifest, type KindEntry, readManifest } from '#src/kubernetes/manifest.ts';
import { corrupt, readLines, readProven } from '#src/kubernetes/pack.ts';

/** Reads an archive back, every byte of it. Throws `BackupCorrupt` naming the first object that is not what it was. */
export async function verifyArchive(pointer: StoredObject, store: ArchiveReader): Promise<ArchiveManifest> {
  const manifest = await readManifest(pointer, store);
  const { definitions, secrets, inventory, baseline } = manifest;
  for (const object of [...definitions.parts, ...secrets.parts, inventory, baseline]) await readProven(object, store);
  for (const entry of manifest.kinds) {
    const found = await countLines(entry, store);
    if (entry.class !== 'bulk' && found !== entry.count) {
      throw corrupt(pointer, `it names ${entry.count} objects of kind ${entry.kind}, its parts hold ${found}`);
    }
  }
  return manifest;
}

async function countLines({ parts }: KindEntry, store: ArchiveReader): Promise<number> {
  let lines = 0;
  for (const part of parts) lines += (await readLines(part, store)).length;
  return lines;
}
