import { AccessRefused, BackendUnavailable } from '#src/errors.ts';

const REFUSED = /^(EACCES|EPERM|EROFS)$/;

/** Makes ours out of what the file system reports; anything that is not its report stays as it is. */
export async function translateFileError<Answer>(subject: string, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (cause) {
    const code = fileErrorCode(cause);
    if (code === undefined) throw cause;
    if (REFUSED.test(code)) {
      const found = `the file system refused us (${code})`;
      throw new AccessRefused({ subject, found, next: 'give yourself the right to read and write there', cause });
    }
    const found = `the file system did not do what it was asked (${code})`;
    throw new BackendUnavailable({ subject, found, next: 'look at the disk, then try again', cause });
  }
}

/** As `ENOENT`; undefined for what the file system did not say. */
export function fileErrorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
