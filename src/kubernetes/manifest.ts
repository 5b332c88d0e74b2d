import { z } from 'zod';
import type { ArchiveReader, StoredObject } from '#src/kubernetes/archive-store.ts';
import { corrupt, readProven } from '#src/kubernetes/pack.ts';
import { runRefSchema } from '#src/run-ref.ts';

const pointerSchema = z.strictObject({ key: z.string(), versionId: z.string(), sha256: z.string(), size: z.int() });

const kindEntrySchema = z.strictObject({
  group: z.string(),
  /** The version the objects were read through. */
  version: z.string(),
  kind: z.string(),
  plural: z.string(),
  servedVersions: z.array(z.string()),
  storedVersions: z.array(z.string()),
  isStorageVersion: z.boolean(),
  class: z.enum(['intent', 'passing', 'bulk']),
  count: z.int(),
  /** Of the objects as served, before compression. */
  bytes: z.int(),
  /** More than one: the list outlived the server's memory, so its later part is newer than its first. */
  resourceVersions: z.array(z.string()),
  parts: z.array(pointerSchema),
});

export const manifestSchema = z.strictObject({
  schema: z.literal('stackferry.cluster-archive/1'),
  run: runRefSchema,
  cluster: z.strictObject({ name: z.string(), serverVersion: z.string() }),
  beganAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  definitions: z.strictObject({ count: z.int(), parts: z.array(pointerSchema) }),
  kinds: z.array(kindEntrySchema),
  secrets: z.strictObject({ count: z.int(), parts: z.array(pointerSchema) }),
  inventory: pointerSchema,
  baseline: pointerSchema,
  gaps: z.array(z.string()),
});

/** What an archive holds and the SHA-256 of each of its objects. */
export type ArchiveManifest = Readonly<z.infer<typeof manifestSchema>>;
export type KindEntry = Readonly<z.infer<typeof kindEntrySchema>>;

/** Indented JSON, so that a person can read it with nothing but a browser. */
export function renderManifest(manifest: ArchiveManifest): Uint8Array {
  return Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
}

export async function readManifest(pointer: StoredObject, store: ArchiveReader): Promise<ArchiveManifest> {
  const bytes = await readProven(pointer, store);
  try {
    return manifestSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (cause) {
    throw corrupt(pointer, 'it is not the manifest of an archive', cause);
  }
}
