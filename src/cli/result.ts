import type { Surroundings } from '#src/cli/surroundings.ts';
import { translateError } from '#src/cli/translate-error.ts';
import { MigrationError } from '#src/errors.ts';

/** What a command came to. */
export interface Result {
  readonly code: number;
  /** The one document of `--json`. */
  readonly document: Document;
  /** The same for people, on stdout; empty where there is nothing but talk. */
  readonly text: string;
}

export interface Document {
  readonly ok: boolean;
  /** What to run or to do now. */
  readonly next: string;
  readonly [field: string]: unknown;
}

/** Data on stdout, talk on stderr. With `--json` a failure is a document on stdout, too, before it is thrown on. */
export async function deliver(
  { json = false }: { readonly json?: boolean | undefined },
  { stdout, stderr, exit }: Pick<Surroundings, 'stdout' | 'stderr' | 'exit'>,
  work: () => Promise<Result>,
): Promise<void> {
  try {
    const { code, document, text } = await work();
    if (json) stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
    else {
      if (text) stdout.write(`${text}\n`);
      stderr.write(`next: ${document.next}\n`);
    }
    exit(code);
  } catch (thrown) {
    const error = translateError(thrown);
    if (json) stdout.write(`${JSON.stringify(failureOf(error), undefined, 2)}\n`);
    throw error;
  }
}

function failureOf(error: unknown): Document {
  if (error instanceof MigrationError) {
    const { name, subject, found, next } = error;
    return { ok: false, error: { name, subject, found }, next };
  }
  const next = 'run it again without --json: stderr says more';
  return { ok: false, error: { name: 'unexpected' }, next };
}
