import type { Clock } from '#src/clock.ts';
import { ImportRejected, TargetOccupied } from '#src/errors.ts';
import { checkpointVariants, keysOf, lockFolder, META_BYTES, META_KEY } from '#src/pulumi/target/layout.ts';
import { lockBody, lockedBy, parseLock } from '#src/pulumi/target/lock.ts';
import type { StoredObject } from '#src/pulumi/target/s3-objects.ts';
import { sha256Of } from '#src/pulumi/target/s3-objects.ts';
import type {
  LockHolder,
  StackContents,
  TargetBackend,
  TargetKeys,
  TargetObject,
  TargetState,
} from '#src/pulumi/target/target-backend.ts';
import { formatRun, type RunRef } from '#src/run-ref.ts';
import { formatStackRef, type StackRef } from '#src/stack-ref.ts';

/** What the backend needs of a store: the methods of `S3Objects`. */
export interface ObjectStore {
  checkBucket(): Promise<void>;
  create(run: RunRef, key: string, bytes: Uint8Array): Promise<TargetObject | undefined>;
  read(key: string): Promise<StoredObject | undefined>;
  list(prefix: string): Promise<readonly string[]>;
  versionsOf(run: RunRef, key: string): Promise<readonly TargetObject[]>;
  delete(objects: readonly Pick<TargetObject, 'key' | 'versionId'>[]): Promise<void>;
}

/** Pulumi's self-hosted backend over a store of objects: S3 in earnest, memory in tests. */
export class SelfHostedBackend implements TargetBackend {
  readonly url: string;
  readonly #objects: ObjectStore;
  readonly #clock: Clock;

  constructor({ url, objects, clock }: { readonly url: string; readonly objects: ObjectStore; readonly clock: Clock }) {
    this.url = url;
    this.#objects = objects;
    this.#clock = clock;
  }

  keysOf(run: RunRef, stack: StackRef, contents: Pick<StackContents, 'history'>): TargetKeys {
    return keysOf(run, stack, contents);
  }

  async checkUsable(): Promise<void> {
    await this.#objects.checkBucket();
    await this.#expectProjectMode();
  }

  async readStack(stack: StackRef): Promise<TargetState> {
    const variants = await Promise.all(checkpointVariants(stack).map(async (key) => await this.#objects.read(key)));
    const [found, ...more] = variants.flatMap((object) => object ?? []);
    if (!found) return { kind: 'free' };
    if (more.length > 0) throw occupied(stack, 'the target holds it in two compressions at once');
    const { key, versionId, sha256, bytes } = found;
    return { kind: 'occupied', object: { key, versionId, sha256 }, bytes };
  }

  async lockHolders(stack: StackRef): Promise<readonly LockHolder[]> {
    const keys = await this.#objects.list(lockFolder(stack));
    const locks = await Promise.all(keys.map(async (key) => await this.#objects.read(key)));
    return locks.flatMap((lock) => (lock ? [parseLock(lock.key, lock.bytes)] : []));
  }

  async lock(run: RunRef, stack: StackRef): Promise<TargetObject> {
    const { lock: key } = keysOf(run, stack, { history: [] });
    await this.#expectNoOther(stack, key);
    const made = await this.#objects.create(run, key, lockBody(run, this.#clock.now()));
    const held = made ?? (await this.#objects.read(key));
    if (!held) return await this.lock(run, stack);
    // The CLI looks again after writing, too: of two that met, both step back.
    await this.#expectNoOther(stack, key).catch(async (error: unknown) => {
      await this.#objects.delete([held]);
      throw error;
    });
    return { key, versionId: held.versionId, sha256: held.sha256 };
  }

  async unlock(run: RunRef, stack: StackRef): Promise<void> {
    const { lock } = keysOf(run, stack, { history: [] });
    await this.#objects.delete(await this.#objects.versionsOf(run, lock));
  }

  async putStack(run: RunRef, stack: StackRef, contents: StackContents): Promise<readonly TargetObject[]> {
    const keys = keysOf(run, stack, contents);
    const current = await this.readStack(stack);
    if (current.kind === 'occupied' && current.object.key !== keys.checkpoint) {
      throw occupied(stack, `the target holds it as ${current.object.key}`);
    }
    await this.#objects.create(run, keys.meta, META_BYTES);
    await this.#expectProjectMode();
    const written: TargetObject[] = [];
    for (const [index, { record }] of contents.history.entries()) {
      written.push(await this.#put(run, stack, keys.history[index] ?? '', record));
    }
    if (contents.tags) written.push(await this.#put(run, stack, keys.tags, contents.tags));
    written.push(await this.#put(run, stack, keys.checkpoint, contents.checkpoint));
    return written;
  }

  async versionsOf(run: RunRef, keys: readonly string[]): Promise<readonly TargetObject[]> {
    const versions = await Promise.all(keys.map(async (key) => await this.#objects.versionsOf(run, key)));
    return versions.flat();
  }

  async deleteVersions(objects: readonly Pick<TargetObject, 'key' | 'versionId'>[]): Promise<void> {
    await this.#objects.delete(objects);
  }

  /** An object this run wrote before is accepted, whatever came of its bytes: the read-back judges those. */
  async #put(run: RunRef, stack: StackRef, key: string, bytes: Uint8Array): Promise<TargetObject> {
    const made = await this.#objects.create(run, key, bytes);
    if (made) return made;
    const found = await this.#objects.read(key);
    if (!found) return await this.#put(run, stack, key, bytes);
    const isOurs = found.mark === formatRun(run) || found.sha256 === sha256Of(bytes);
    if (!isOurs) throw occupied(stack, `the target holds another ${key}`);
    return { key, versionId: found.versionId, sha256: found.sha256 };
  }

  async #expectNoOther(stack: StackRef, ownKey: string): Promise<void> {
    const other = (await this.lockHolders(stack)).find(({ key }) => key !== ownKey);
    if (other) throw lockedBy(stack, other);
  }

  async #expectProjectMode(): Promise<void> {
    const meta = await this.#objects.read(META_KEY);
    if (!meta || /^version:\s*1\s*$/m.test(Buffer.from(meta.bytes).toString('utf8'))) return;
    throw new ImportRejected({
      subject: this.url,
      found: 'the backend in this bucket is not in project mode (meta.yaml is not version 1)',
      next: 'upgrade it with pulumi state upgrade, or give the migration a bucket of its own',
    });
  }
}

function occupied(stack: StackRef, found: string): TargetOccupied {
  return new TargetOccupied({
    subject: formatStackRef(stack),
    found,
    next: 'find out who put it there; remove it with the Pulumi CLI, or move the tenant to another bucket',
  });
}
