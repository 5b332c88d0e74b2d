import type { RunRef } from '#src/run-ref.ts';
import type { StackRef } from '#src/stack-ref.ts';

/** One object version in the target. Deletion is only ever by version id. */
export interface TargetObject {
  readonly key: string;
  readonly versionId: string;
  /** Hex SHA-256 of the bytes that were sent. */
  readonly sha256: string;
}

/** The keys one stack's import writes, known before the first write. */
export interface TargetKeys {
  readonly meta: string;
  readonly lock: string;
  readonly tags: string;
  readonly history: readonly string[];
  readonly checkpoint: string;
}

/** Everything an import puts into the target, in the backend's own formats. */
export interface StackContents {
  readonly checkpoint: Uint8Array;
  /** Absent when the stack has no tags. */
  readonly tags?: Uint8Array;
  /** One record per update; `startedAtNanos` makes its key. */
  readonly history: readonly { readonly startedAtNanos: bigint; readonly record: Uint8Array }[];
}

/** As much of the contents as their keys are made from. */
export interface HistoryPlaces {
  readonly history: readonly { readonly startedAtNanos: bigint }[];
}

/** What stands under a stack's name in the target now. */
export type TargetState =
  | { readonly kind: 'free' }
  | { readonly kind: 'occupied'; readonly object: TargetObject; readonly bytes: Uint8Array };

/** Who holds the backend's lock of a stack. */
export interface LockHolder {
  readonly key: string;
  readonly username: string;
  readonly hostname: string;
  readonly pid: number;
  readonly timestamp: string;
}

/**
 * A self-hosted Pulumi backend, seen as the bucket layout of its project mode. Every write is conditional and carries
 * the run that made it, so that repeating a write is harmless and undoing it touches nothing else.
 * Throws `TargetMissing`, `AccessRefused`, `BackendThrottled`, `BackendUnavailable`.
 */
export interface TargetBackend {
  /** `s3://bucket?region=…`: what deployers put into `PULUMI_BACKEND_URL`. */
  readonly url: string;
  keysOf(run: RunRef, stack: StackRef, contents: HistoryPlaces): TargetKeys;
  /** Proves that the store exists and may be used, without writing. */
  checkUsable(): Promise<void>;
  readStack(stack: StackRef): Promise<TargetState>;
  lockHolders(stack: StackRef): Promise<readonly LockHolder[]>;
  /** Takes the backend's own lock, as the Pulumi CLI would; throws `StackLocked` naming the holder. Idempotent per run. */
  lock(run: RunRef, stack: StackRef): Promise<TargetObject>;
  unlock(run: RunRef, stack: StackRef): Promise<void>;
  /**
   * Writes `meta.yaml` where missing, history, tags, and the checkpoint last (it makes the stack visible). Objects this
   * run wrote before with the same bytes are accepted; another state under the name throws `TargetOccupied`. The run must
   * hold the lock, which is looked at before every write: without it `StackLocked` is thrown.
   */
  putStack(run: RunRef, stack: StackRef, contents: StackContents): Promise<readonly TargetObject[]>;
  /** The versions under `keys` that this run wrote, found by the run's mark, whatever their bytes. */
  versionsOf(run: RunRef, keys: readonly string[]): Promise<readonly TargetObject[]>;
  deleteVersions(objects: readonly Pick<TargetObject, 'key' | 'versionId'>[]): Promise<void>;
}
