import type { ObjectStore, StoredObject } from '#src/pulumi/target/object-store.ts';
import type { TargetObject } from '#src/pulumi/target/target-backend.ts';
import type { RunRef } from '#src/run-ref.ts';

type Version = Pick<TargetObject, 'key' | 'versionId'>;

/** A folder of a store that looks like a whole store: keys go in and come out without the folder's name. */
export class PrefixedObjects implements ObjectStore {
  readonly #prefix: string;
  readonly #objects: ObjectStore;

  constructor(prefix: string, objects: ObjectStore) {
    this.#prefix = prefix;
    this.#objects = objects;
  }

  async checkBucket(): Promise<void> {
    await this.#objects.checkBucket();
  }

  async create(run: RunRef, key: string, bytes: Uint8Array): Promise<TargetObject | undefined> {
    const made = await this.#objects.create(run, this.#inside(key), bytes);
    return made && this.#outside(made);
  }

  async read(key: string): Promise<StoredObject | undefined> {
    const found = await this.#objects.read(this.#inside(key));
    return found && this.#outside(found);
  }

  async list(prefix: string): Promise<readonly string[]> {
    const keys = await this.#objects.list(this.#inside(prefix));
    return keys.map((key) => key.slice(this.#prefix.length));
  }

  async versionsOf(run: RunRef, key: string): Promise<readonly TargetObject[]> {
    const versions = await this.#objects.versionsOf(run, this.#inside(key));
    return versions.map((version) => this.#outside(version));
  }

  async everyVersion(prefix: string): Promise<readonly Version[]> {
    const versions = await this.#objects.everyVersion(this.#inside(prefix));
    return versions.map((version) => this.#outside(version));
  }

  async delete(objects: readonly Version[]): Promise<void> {
    await this.#objects.delete(objects.map(({ key, versionId }) => ({ key: this.#inside(key), versionId })));
  }

  #inside(key: string): string {
    return `${this.#prefix}${key}`;
  }

  #outside<Found extends Version>(found: Found): Found {
    return { ...found, key: found.key.slice(this.#prefix.length) };
  }
}
