import { LocalAwsUnavailable } from '#local/local-error.ts';

/** What the machine refuses, in one sentence with what to do; by the system's own code. */
const SENTENCES: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Next: free some space (the demo needs about 200 MB), then start again',
  EDQUOT: 'the disk quota is used up. Next: free some space (the demo needs about 200 MB), then start again',
  EROFS: 'this folder cannot be written to. Next: start the demo in a folder of your own',
  EACCES: 'this folder cannot be written to. Next: start the demo in a folder of your own',
  EMFILE: 'too many files are open. Next: raise the limit (ulimit -n 4096), then start again',
  EADDRNOTAVAIL: 'no port of 127.0.0.1 can be opened. Next: check that the loopback interface is up',
  EADDRINUSE: 'a port of 127.0.0.1 was taken in the meantime. Next: start again',
};

/** Makes a sentence for people out of what the system refuses; anything else stays as it is. */
export function unavailable(error: unknown): unknown {
  const sentence = SENTENCES[codeOf(error) ?? ''];
  if (!sentence) return error;
  return new LocalAwsUnavailable(`the demo cannot run: ${sentence}`, { cause: error });
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return codeOf(error.cause);
}
