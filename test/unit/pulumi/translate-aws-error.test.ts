import { describe, expect, it } from '@jest/globals';
import { translateAwsError } from '#src/pulumi/translate-aws-error.ts';

function awsError(name: string, status: number | undefined): Error {
  const $metadata = status === undefined ? { attempts: 3 } : { httpStatusCode: status };
  return Object.assign(new Error('said by AWS'), { name, $metadata });
}

describe('what AWS reports about the target', () => {
  it.each([
    ['NoSuchBucket', 404, 'TargetMissing'],
    ['NotFound', 404, 'TargetMissing'],
    ['PermanentRedirect', 301, 'TargetMissing'],
    ['NotFoundException', 400, 'TargetMissing'],
    ['DisabledException', 400, 'TargetMissing'],
    ['KMSInvalidStateException', 400, 'TargetMissing'],
    ['KMS.NotFoundException', 400, 'TargetMissing'],
    ['KMS.DisabledException', 400, 'TargetMissing'],
    ['InvalidArnException', 400, 'TargetMissing'],
    ['InvalidCiphertextException', 400, 'SecretsUnreadable'],
    ['IncorrectKeyException', 400, 'SecretsUnreadable'],
    ['AccessDenied', 403, 'AccessRefused'],
    ['AccessDeniedException', 400, 'AccessRefused'],
    ['ExpiredToken', 400, 'AccessRefused'],
    ['SlowDown', 503, 'BackendThrottled'],
    ['ThrottlingException', 400, 'BackendThrottled'],
    ['InternalError', 500, 'BackendUnavailable'],
    ['KMSInternalException', 500, 'BackendUnavailable'],
    ['TimeoutError', undefined, 'BackendUnavailable'],
  ])('%s (%s) is %s', (name, status, ours) => {
    const error = awsError(name, status);

    expect(translateAwsError(error, 'bucket state')).toMatchObject({
      name: ours,
      subject: 'bucket state',
      cause: error,
    });
  });

  it('is left as it is where it is ours already, or nobody knows it', () => {
    const own = new TypeError('a mistake of ours');
    const unknown = awsError('NoveltyException', 400);

    expect(translateAwsError(own, 'bucket state')).toBe(own);
    expect(translateAwsError(unknown, 'bucket state')).toBe(unknown);
  });
});
