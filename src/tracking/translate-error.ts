import { isRefused, isTransient, readAwsFailure } from '#src/aws-error.ts';
import { AccessRefused, StoreUnavailable, TargetMissing } from '#src/errors.ts';

/** Makes ours out of what DynamoDB reports; anything that is not DynamoDB's stays as it is. */
export function translateTableError(error: unknown, at: { table: string; subject: string }): unknown {
  const failure = readAwsFailure(error);
  if (!failure) return error;
  const subject = `${at.subject} (table ${at.table})`;
  if (failure.name === 'ResourceNotFoundException') {
    return new TargetMissing({
      subject,
      found: 'the tracking table does not exist',
      next: 'deploy infra/pipeline, or correct STACKFERRY_TABLE',
      cause: error,
    });
  }
  if (isRefused(failure)) {
    return new AccessRefused({
      subject,
      found: `the tracking table refused us (${failure.name})`,
      next: 'give the role the actions named in infra/pipeline',
      cause: error,
    });
  }
  if (isTransient(failure)) {
    return new StoreUnavailable({
      subject,
      found: `the tracking table did not answer (${failure.name})`,
      next: 'wait; the step is retried',
      cause: error,
    });
  }
  return error;
}
