import { type ObjectStore, type StoredObject, sha256Of } from '#src/pulumi/target/object-store.ts';
import type { TargetObject } from '#src/pulumi/target/target-backend.ts';
import { formatRun, type RunRef } from '#src/run-ref.ts';

/** The target's objects in memory, every version kept: for tests and rehearsals. */
export class MemoryObjects implements ObjectStore {
  readonly #versions: StoredObject[] = [];
  #written = 0;

  async checkBucket(): Promise<void> {
    // Memory is always there.
  }

  async create(run: RunRef, key: string, bytes: Uint8Array): Promise<TargetObject | undefined> {
    if (await this.read(key)) return undefined;
    return this.write(key, bytes, formatRun(run));
  }

  /** Writes as somebody else would: unconditionally, and without a mark. */
  write(key: string, bytes: Uint8Array, mark?: string): TargetObject {
    const object = { key, versionId: `memory-${++this.#written}`, sha256: sha256Of(bytes) };
    this.#versions.push({ ...object, bytes: Uint8Array.from(bytes), mark });
    return object;
  }

  async read(key: string): Promise<StoredObject | undefined> {
    return this.#versions.findLast((version) => version.key === key);
  }

  async list(prefix: string): Promise<readonly string[]> {
    return [...new Set(this.#versions.map(({ key }) => key))].filter((key) => key.startsWith(prefix)).toSorted();
  }

  async versionsOf(run: RunRef, key: string): Promise<readonly TargetObject[]> {
    return this.#versions
      .filter((version) => version.key === key && version.mark === formatRun(run))
      .map(({ versionId, sha256 }) => ({ key, versionId, sha256 }));
  }

  async everyVersion(prefix: string): Promise<readonly Pick<TargetObject, 'key' | 'versionId'>[]> {
    return this.#versions.filter(({ key }) => key.startsWith(prefix)).map(({ key, versionId }) => ({ key, versionId }));
  }

  async delete(objects: readonly Pick<TargetObject, 'key' | 'versionId'>[]): Promise<void> {
    const gone = new Set(objects.map(({ versionId }) => versionId));
    const kept = this.#versions.filter(({ versionId }) => !gone.has(versionId));
    this.#versions.splice(0, this.#versions.length, ...kept);
  }
}
