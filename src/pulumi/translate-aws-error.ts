import { isRefused, isTransient, readAwsFailure } from '#src/aws-error.ts';
import { AccessRefused, BackendThrottled, BackendUnavailable, SecretsUnreadable, TargetMissing } from '#src/errors.ts';

const MISSING =
  /^(NoSuchBucket|NotFound|NotFoundException|PermanentRedirect|DisabledException|InvalidArnException|InvalidKeyUsageException|KMSInvalidStateException|KMS\.(NotFound|Disabled).*)$/;
const UNREADABLE = /^(InvalidCiphertextException|IncorrectKeyException)$/;

/** Makes ours out of what S3 and KMS report about the target; anything else stays as it is. */
export function translateAwsError(error: unknown, subject: string): unknown {
  const failure = readAwsFailure(error);
  if (!failure) return error;
  const { name } = failure;
  const cause = error;
  if (MISSING.test(name)) {
    const found = `the target’s bucket or key does not exist or cannot be used (${name})`;
    return new TargetMissing({ subject, found, next: 'deploy infra/backend, or correct the settings', cause });
  }
  if (UNREADABLE.test(name)) {
    const found = `KMS cannot open the data key (${name})`;
    return new SecretsUnreadable({
      subject,
      found,
      next: 'compare key and encryption context with the secrets URL',
      cause,
    });
  }
  if (isRefused(failure)) {
    const next = 'give the role the actions named in infra/pipeline';
    return new AccessRefused({ subject, found: `the target refused us (${name})`, next, cause });
  }
  if (failure.status === 429 || /Throttl|SlowDown|TooManyRequests|LimitExceeded/.test(name)) {
    const found = `the target asks for fewer requests (${name})`;
    return new BackendThrottled({ subject, found, next: 'wait; the step is retried', cause });
  }
  if (isTransient(failure)) {
    const found = `the target did not answer (${name})`;
    return new BackendUnavailable({ subject, found, next: 'wait; the step is retried', cause });
  }
  return error;
}
