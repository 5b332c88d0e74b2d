import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ContractViolated, TargetMissing } from '#src/errors.ts';
import { type ObjectStore, type StoredObject, sha256Of } from '#src/pulumi/target/object-store.ts';
import type { TargetObject } from '#src/pulumi/target/target-backend.ts';
import { fileErrorCode, translateFileError } from '#src/pulumi/translate-file-error.ts';
import { formatRun, type RunRef } from '#src/run-ref.ts';

type Version = Pick<TargetObject, 'key' | 'versionId'>;

/** Pulumi's driver keeps what S3 would call metadata in a file beside each object, and lists neither it nor ours. */
const ATTRIBUTES = '.attrs';
const UNFINISHED = '.stackferry-';
const MARK = 'stackferry-run';
const SHA256 = 'stackferry-sha256';

const attributesSchema = z.looseObject({ 'user.metadata': z.record(z.string(), z.string()).nullish() });

/**
 * Objects of the target in a folder, as Pulumi's `file://` backend lays them out. A folder keeps no versions: an object's
 * version is the SHA-256 of its bytes, and its mark counts only as long as they are the bytes it was written with.
 */
export class FileObjects implements ObjectStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async checkBucket(): Promise<void> {
    const found = await this.#ifThere(this.#folder, stat);
    if (found?.isDirectory()) return;
    const next = 'make the folder, or correct --to';
    throw new TargetMissing({ subject: this.#folder, found: 'the folder of the target does not exist', next });
  }

  async create(run: RunRef, key: string, bytes: Uint8Array): Promise<TargetObject | undefined> {
    const place = this.#placeOf(key);
    if (await this.read(key)) return undefined;
    const sha256 = sha256Of(bytes);
    const isMade = await translateFileError(key, async () => {
      await mkdir(path.dirname(place), { recursive: true });
      // First, because an object whose mark is missing could never be taken away again.
      await this.#write(`${place}${ATTRIBUTES}`, attributesOf(run, bytes, sha256), rename);
      return await this.#write(place, bytes, linkNew);
    });
    return isMade ? { key, versionId: sha256, sha256 } : undefined;
  }

  async read(key: string): Promise<StoredObject | undefined> {
    const place = this.#placeOf(key);
    const bytes = await this.#ifThere(place, readBytes);
    if (!bytes) return undefined;
    const sha256 = sha256Of(bytes);
    const metadata = metadataOf(await this.#ifThere(`${place}${ATTRIBUTES}`, readBytes));
    const mark = metadata?.[SHA256] === sha256 ? metadata[MARK] : undefined;
    return { key, versionId: sha256, sha256, bytes, mark };
  }

  async list(prefix: string): Promise<readonly string[]> {
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    const found = await this.#ifThere(this.#placeOf(folder), listFiles);
    return (found ?? [])
      .map((name) => `${folder}${name}`)
      .filter((key) => key.startsWith(prefix) && !isHidden(key))
      .toSorted();
  }

  async versionsOf(run: RunRef, key: string): Promise<readonly TargetObject[]> {
    const found = await this.read(key);
    return found?.mark === formatRun(run) ? [{ key, versionId: found.versionId, sha256: found.sha256 }] : [];
  }

  async everyVersion(prefix: string): Promise<readonly Version[]> {
    const found = await Promise.all((await this.list(prefix)).map(async (key) => await this.read(key)));
    return found.flatMap((object) => (object ? [{ key: object.key, versionId: object.versionId }] : []));
  }

  async delete(objects: readonly Version[]): Promise<void> {
    for (const { key, versionId } of objects) {
      const found = await this.read(key);
      if (found?.versionId !== versionId) continue;
      const place = this.#placeOf(key);
      await translateFileError(key, async () => {
        await rm(place, { force: true });
        await rm(`${place}${ATTRIBUTES}`, { force: true });
      });
    }
  }

  /** Whole or not at all, whenever the process dies. */
  async #write(
    place: string,
    bytes: Uint8Array | string,
    publish: (from: string, to: string) => Promise<unknown>,
  ): Promise<boolean> {
    const unfinished = path.join(this.#folder, `${UNFINISHED}${randomUUID()}`);
    try {
      await writeFile(unfinished, bytes, { flag: 'wx', mode: 0o600, flush: true });
      return (await publish(unfinished, place)) !== false;
    } finally {
      await rm(unfinished, { force: true });
    }
  }

  async #ifThere<Found>(place: string, look: (place: string) => Promise<Found>): Promise<Found | undefined> {
    return await translateFileError(place, async () => {
      try {
        return await look(place);
      } catch (error) {
        if (/^(ENOENT|ENOTDIR)$/.test(fileErrorCode(error) ?? '')) return undefined;
        throw error;
      }
    });
  }

  /** One and two dots are names by Pulumi's rule; in a path they lead out of the folder. */
  #placeOf(key: string): string {
    if (!key.split('/').some((name) => name === '.' || name === '..')) return path.join(this.#folder, key);
    const found = 'a project or stack named by dots alone cannot be kept in a folder';
    throw new ContractViolated({ subject: key, found, next: 'move it to a bucket' });
  }
}

/** False where something stands there already. */
async function linkNew(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (fileErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function readBytes(place: string): Promise<Uint8Array> {
  return await readFile(place);
}

async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name)).replaceAll(path.sep, '/'));
}

function isHidden(key: string): boolean {
  return key.endsWith(ATTRIBUTES) || path.posix.basename(key).startsWith(UNFINISHED);
}

/** The shape of gocloud.dev's `fileblob`. */
function attributesOf(run: RunRef, bytes: Uint8Array, sha256: string): string {
  return JSON.stringify({
    'user.cache_control': '',
    'user.content_disposition': '',
    'user.content_encoding': '',
    'user.content_language': '',
    'user.content_type': 'text/plain; charset=utf-8',
    'user.metadata': { [MARK]: formatRun(run), [SHA256]: sha256 },
    md5: createHash('md5').update(bytes).digest('base64'),
  });
}

function metadataOf(attributes: Uint8Array | undefined): Readonly<Record<string, string>> | undefined {
  if (!attributes) return undefined;
  try {
    return attributesSchema.parse(JSON.parse(Buffer.from(attributes).toString('utf8')))['user.metadata'] ?? undefined;
  } catch {
    return undefined;
  }
}
