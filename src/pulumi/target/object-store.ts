import { createHash } from 'node:crypto';
import type { TargetObject } from '#src/pulumi/target/target-backend.ts';
import type { RunRef } from '#src/run-ref.ts';

/** One object as it stands now. */
export interface StoredObject extends TargetObject {
  readonly bytes: Uint8Array;
  /** The run that wrote it, where it was one of ours. */
  readonly mark: string | undefined;
}

/** What the backend needs of a store: S3 in earnest, memory in tests. */
export interface ObjectStore {
  checkBucket(): Promise<void>;
  /** Returns undefined when something stands under the key already. */
  create(run: RunRef, key: string, bytes: Uint8Array): Promise<TargetObject | undefined>;
  read(key: string): Promise<StoredObject | undefined>;
  /** All keys that begin so. */
  list(prefix: string): Promise<readonly string[]>;
  /** All versions under a key that the run wrote. */
  versionsOf(run: RunRef, key: string): Promise<readonly TargetObject[]>;
  /** Everything that begins so, whoever wrote it: all versions, and the markers of deletions. */
  everyVersion(prefix: string): Promise<readonly Pick<TargetObject, 'key' | 'versionId'>[]>;
  delete(objects: readonly Pick<TargetObject, 'key' | 'versionId'>[]): Promise<void>;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
