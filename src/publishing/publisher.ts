import type { RunRef } from '#src/run-ref.ts';
import type { StackRef } from '#src/stack-ref.ts';

/** What deployers of a stack are told: where the truth is, and whether they may deploy now. */
export interface Publication {
  readonly active: 'source' | 'target';
  /** Value for `PULUMI_BACKEND_URL`. */
  readonly backendUrl: string;
  /** The stack's address in that backend. */
  readonly stack: string;
  /** Text of `Pulumi.<stack>.yaml` that goes with the backend; absent = keep the present file. */
  readonly config?: string | undefined;
  readonly run: RunRef;
}

/** What stands in the publication now. */
export interface PublicationState {
  readonly publication?: Publication | undefined;
  readonly frozenBy?: RunRef | undefined;
}

/** Tells deployers. Each call may be repeated. Throws `StoreUnavailable`, `AccessRefused`, `RecordMoved`. */
export interface Publisher {
  read(stack: StackRef): Promise<PublicationState>;
  freeze(stack: StackRef, run: RunRef): Promise<void>;
  /** Only under the freeze of the publication's own run; otherwise `RecordMoved`. */
  publish(stack: StackRef, publication: Publication): Promise<void>;
  unfreeze(stack: StackRef, run: RunRef): Promise<void>;
}
