import type { StackRef } from '#src/stack-ref.ts';

/** What a state's `secrets_providers` block and its `Pulumi.<stack>.yaml` hold of the data key. */
export interface WrappedKey {
  /** `awskms://…` */
  readonly url: string;
  /** Standard base64 of the wrapped key. */
  readonly encryptedKey: string;
}

/** Makes and opens the data keys of stacks. Throws `TargetMissing`, `AccessRefused`, `SecretsUnreadable`, `BackendThrottled`, `BackendUnavailable`. */
export interface KeyWrapper {
  /** A new random data key, already wrapped; the key itself is asked for by `unwrap`, also the first time. */
  create(stack: StackRef): Promise<WrappedKey>;
  /** The 32 bytes; never kept. */
  unwrap(wrapped: WrappedKey): Promise<Uint8Array>;
  /** Proves that the wrapping key exists and is enabled, without using it. */
  checkUsable(): Promise<void>;
}
