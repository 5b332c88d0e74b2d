import type { StackRef } from '#src/stack-ref.ts';

/** What the source says of a stack without handing out its state. */
export interface StackDescription {
  readonly stack: StackRef;
  /** Grows by one with each completed update, refresh, destroy or import; 0 = never updated. */
  readonly version: number;
  /** Set while somebody deploys (Pulumi Cloud's `currentOperation`). */
  readonly currentOperation?: { readonly kind: string; readonly author: string; readonly startedAt: Date };
  readonly tags: Readonly<Record<string, string>>;
  /** True when the stack's configuration lives in the service, which a self-hosted backend cannot do. */
  readonly hasRemoteConfig: boolean;
}

/** One entry of a stack's update history, as both backends keep it. Times in unix seconds. */
export interface StackUpdate {
  readonly kind: string;
  readonly version: number;
  readonly startTime: number;
  readonly endTime: number;
  readonly message: string;
  readonly result: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly resourceChanges: Readonly<Record<string, number>>;
  /** Fully qualified key (`namespace:name`) to its value. */
  readonly config: Readonly<Record<string, ConfigValue>>;
}

/** `text` is the value; base64 ciphertext when `isSecret`; JSON text (leaves `{"secure": …}`) when `isObject`. */
export interface ConfigValue {
  readonly text: string;
  readonly isSecret: boolean;
  readonly isObject: boolean;
}

/** The backend a stack leaves. Never writes. */
export interface StackSource {
  /** Throws `StackNotFound`, `AccessRefused`, `BackendThrottled`, `BackendUnavailable`. */
  describe(stack: StackRef): Promise<StackDescription>;
  /** Names of all stacks of a project. */
  list(scope: { readonly organization: string; readonly project: string }): Promise<readonly StackRef[]>;
  /** The deployment (`{"version":…,"deployment":…}`) of exactly this version, byte for byte as the source keeps it. */
  exportStack(stack: StackRef, version: number): Promise<Uint8Array>;
  /**
   * Decrypts base64 ciphertexts with the key of `owner`, which the state itself names. Every ciphertext asked for is in
   * the answer, or `SecretsUnreadable` is thrown.
   */
  decrypt(owner: StackRef, ciphertexts: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Oldest first. */
  readHistory(stack: StackRef): Promise<readonly StackUpdate[]>;
  /** The service's address: deployers' `PULUMI_BACKEND_URL`, and the only service a state's secrets may belong to. */
  readonly url: string;
}
