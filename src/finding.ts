import type { ErrorName } from '#src/errors.ts';

/** One thing a check found. What preflight finds is a value; later the same name is thrown. */
export interface Finding {
  readonly id: ErrorName;
  /** Blocking findings hold the run. */
  readonly severity: 'blocking' | 'notice';
  readonly subject: string;
  readonly found: string;
  readonly next: string;
}
