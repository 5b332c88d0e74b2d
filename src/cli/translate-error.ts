import { AccessRefused } from '#src/errors.ts';

/** The SDK's word for having found no credentials at all, which is no answer of any service. */
export function translateError(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'CredentialsProviderError') return error;
  return new AccessRefused({
    subject: 'AWS credentials',
    found: 'none were found',
    next: 'sign in, as with aws sso login, and set AWS_PROFILE',
    cause: error,
  });
}
