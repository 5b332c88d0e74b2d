import { isRefused, isTransient, readAwsFailure } from '#src/aws-error.ts';
import { AccessRefused, ClusterUnavailable, SettingsInvalid } from '#src/errors.ts';

/** Makes ours out of what EKS and STS report on the way to a cluster; anything else stays as it is. */
export function translateAwsError(error: unknown, at: { readonly subject: string; readonly act: string }): unknown {
  const failure = readAwsFailure(error);
  if (!failure) return error;
  if (failure.name === 'ResourceNotFoundException') {
    return new SettingsInvalid({
      subject: at.subject,
      found: 'EKS knows no cluster of this name in this region and account',
      next: 'correct the cluster in the tenant’s registration',
      cause: error,
    });
  }
  if (isRefused(failure)) {
    return new AccessRefused({
      subject: at.subject,
      found: `${at.act} was refused (${failure.name})`,
      next: `let the function’s role use ${at.act}, and the other account trust it`,
      cause: error,
    });
  }
  if (isTransient(failure)) {
    return new ClusterUnavailable({
      subject: at.subject,
      found: `${at.act} was not answered (${failure.name})`,
      next: 'wait; the step is retried',
      cause: error,
    });
  }
  return error;
}
