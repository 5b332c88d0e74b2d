import { isRefused, isTransient, readAwsFailure } from '#src/aws-error.ts';
import { AccessRefused, BackupCorrupt, StoreUnavailable, TargetMissing } from '#src/errors.ts';

/** Makes ours out of what S3 and KMS report about the vault; anything else stays as it is. */
export function translateVaultError(error: unknown, at: { bucket: string; key: string }): unknown {
  const failure = readAwsFailure(error);
  if (!failure) return error;
  const subject = `${at.key} (vault ${at.bucket})`;
  if (failure.name === 'NoSuchBucket' || /^KMS\.(NotFound|Disabled)/.test(failure.name)) {
    return new TargetMissing({
      subject,
      found: `the vault’s bucket or key cannot be used (${failure.name})`,
      next: 'deploy infra/pipeline, or correct STACKFERRY_VAULT and its keys',
      cause: error,
    });
  }
  if (failure.name === 'NoSuchKey' || failure.name === 'NoSuchVersion') {
    return new BackupCorrupt({
      subject,
      found: 'the vault no longer holds this object',
      next: 'look at the bucket’s versions of this key',
      cause: error,
    });
  }
  if (isRefused(failure)) {
    return new AccessRefused({
      subject,
      found: `the vault refused us (${failure.name})`,
      next: 'give the role the actions named in infra/pipeline',
      cause: error,
    });
  }
  if (isTransient(failure)) {
    return new StoreUnavailable({
      subject,
      found: `the vault did not answer (${failure.name})`,
      next: 'wait; the step is retried',
      cause: error,
    });
  }
  return error;
}
