import type { Clock } from '#src/clock.ts';
import { BackendUnavailable, TargetOccupied } from '#src/errors.ts';
import { checkpointVariants, keysOf, lockFolder } from '#src/pulumi/target/layout.ts';
import { lockBody, lockedBy, parseLock, unlocked } from '#src/pulumi/target/lock.ts';
import { type ObjectStore, type StoredObject, sha256Of } from '#src/pulumi/target/object-store.ts';
import { enterProjectMode, expectProjectMode } from '#src/pulumi/target/project-mode.ts';
import type {
  HistoryPlaces,
  LockHolder,
  StackContents,
  TargetBackend,
  TargetKeys,
  TargetObject,
  TargetState,
} from '#src/pulumi/target/target-backend.ts';
import { formatRun, type RunRef } from '#src/run-ref.ts';
import { formatStackRef, type StackRef } from '#src/stack-ref.ts';

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

  keysOf(run: RunRef, stack: StackRef, contents: HistoryPlaces): TargetKeys {
    return keysOf(run, stack, contents);
  }

  async checkUsable(): Promise<void> {
    await this.#objects.checkBucket();
    await expectProjectMode(this.#objects, this.url);
  }

  async readStack(stack: StackRef): Promise<TargetState> {
    const found = await this.#readCheckpoint(stack);
    if (!found) return { kind: 'free' };
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
    const held = await this.#createOrRead(run, key, lockBody(run, this.#clock.now()));
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
    await this.#expectRoom(run, stack, contents.checkpoint);
    await this.#expectOwnLock(run, stack);
    await enterProjectMode(run, this.#objects, this.url);
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

  async #readCheckpoint(stack: StackRef): Promise<StoredObject | undefined> {
    const variants = await Promise.all(checkpointVariants(stack).map(async (key) => await this.#objects.read(key)));
    const [found, ...more] = variants.flatMap((object) => object ?? []);
    if (more.length > 0) throw occupied(stack, 'the target holds it in two compressions at once');
    return found;
  }

  /** Before anything is written, so that a target that is taken gains neither history nor tags. */
  async #expectRoom(run: RunRef, stack: StackRef, checkpoint: Uint8Array): Promise<void> {
    const found = await this.#readCheckpoint(stack);
    const { checkpoint: key } = keysOf(run, stack, { history: [] });
    if (found && (found.key !== key || !isOurs(found, run, checkpoint))) {
      throw occupied(stack, `the target holds it as ${found.key}`);
    }
  }

  async #put(run: RunRef, stack: StackRef, key: string, bytes: Uint8Array): Promise<TargetObject> {
    await this.#expectOwnLock(run, stack);
    const found = await this.#createOrRead(run, key, bytes);
    if (isStored(found) && !isOurs(found, run, bytes)) throw occupied(stack, `the target holds another ${key}`);
    return { key, versionId: found.versionId, sha256: found.sha256 };
  }

  /** What was made, or what stood there. Neither, when another write was in flight: then it is tried again. */
  async #createOrRead(run: RunRef, key: string, bytes: Uint8Array): Promise<TargetObject | StoredObject> {
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const found = (await this.#objects.create(run, key, bytes)) ?? (await this.#objects.read(key));
      if (found) return found;
      await this.#clock.sleep(1000 * attempt);
    }
    const found = `the target refuses ${key} as taken, and returns nothing under it`;
    throw new BackendUnavailable({ subject: this.url, found, next: 'find out who writes and deletes there' });
  }

  /** A rollback takes the lock away first: a handler that outlived its execution then writes no further. */
  async #expectOwnLock(run: RunRef, stack: StackRef): Promise<void> {
    const { lock } = keysOf(run, stack, { history: [] });
    if (!(await this.#objects.read(lock))) throw unlocked(stack);
  }

  async #expectNoOther(stack: StackRef, ownKey: string): Promise<void> {
    const other = (await this.lockHolders(stack)).find(({ key }) => key !== ownKey);
    if (other) throw lockedBy(stack, other);
  }
}

const TRIES = 3;

function isStored(object: TargetObject | StoredObject): object is StoredObject {
  return 'bytes' in object;
}

/**
 * An object this run wrote before is accepted whatever came of its bytes: the read-back judges those. Another run's object is
 * accepted only where it says the same; it stays that run's to undo.
 */
function isOurs({ mark, sha256 }: StoredObject, run: RunRef, bytes: Uint8Array): boolean {
  return mark === formatRun(run) || sha256 === sha256Of(bytes);
}

function occupied(stack: StackRef, found: string): TargetOccupied {
  return new TargetOccupied({
    subject: formatStackRef(stack),
    found,
    next: 'find out who put it there; remove it with the Pulumi CLI, or move the tenant to another bucket',
  });
}
