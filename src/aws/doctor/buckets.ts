import {
  GetBucketEncryptionCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  HeadBucketCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type Check, type Finding, failed, ok } from '#src/aws/doctor/diagnosis.ts';
import { readAwsFailure } from '#src/aws-error.ts';

export interface BucketLook {
  readonly bucket: string;
  /** What is lost without it. */
  readonly why: string;
  /** The program that makes it. */
  readonly program: 'infra/backend' | 'infra/pipeline';
  /** Looks at what lies in it. */
  readonly inside?: () => Promise<void>;
}

/** The bucket exists, keeps old versions and encrypts with KMS. */
export function checkBucket({ bucket, why, program, inside }: BucketLook, s3: S3Client): Check {
  return async () => {
    const deploy = `pulumi up in ${program}`;
    if (!(await exists(bucket, s3))) return [failed(bucket, { found: 'it does not exist', why, fix: deploy })];
    const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket: bucket }));
    const complaints = [
      ...(Status === 'Enabled' ? [] : [unversioned(bucket)]),
      ...((await algorithmOf(bucket, s3)).startsWith('aws:kms') ? [] : [unencrypted(bucket, deploy)]),
    ];
    await inside?.();
    return complaints.length > 0 ? complaints : [ok(bucket, 'exists, keeps versions, encrypts with KMS')];
  };
}

/** Object Lock with a default retention: without it a backup can be deleted by whoever took a role. */
export function checkVaultLock(bucket: string, s3: S3Client): Check {
  return async () => {
    const why = 'a backup that can be deleted is none';
    const fix = 'pulumi up in infra/pipeline; Object Lock cannot be put on by hand without a default retention';
    if (!(await exists(bucket, s3))) return [failed(bucket, { found: 'it does not exist', why, fix })];
    const retention = await retentionOf(bucket, s3);
    return [
      retention
        ? ok(bucket, `locked: ${retention}`)
        : failed(bucket, { found: 'Object Lock is off or has no default retention', why, fix }),
    ];
  };
}

async function exists(bucket: string, s3: S3Client): Promise<boolean> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket: bucket }));
    return true;
  } catch (error) {
    if (readAwsFailure(error)?.status === 404) return false;
    throw error;
  }
}

async function algorithmOf(bucket: string, s3: S3Client): Promise<string> {
  try {
    const { ServerSideEncryptionConfiguration: found } = await s3.send(
      new GetBucketEncryptionCommand({ Bucket: bucket }),
    );
    return found?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm ?? 'none';
  } catch (error) {
    if (readAwsFailure(error)?.status === 404) return 'none';
    throw error;
  }
}

async function retentionOf(bucket: string, s3: S3Client): Promise<string | undefined> {
  try {
    const { ObjectLockConfiguration: found } = await s3.send(new GetObjectLockConfigurationCommand({ Bucket: bucket }));
    const { Mode, Days, Years } = found?.Rule?.DefaultRetention ?? {};
    const length = Days ? `${Days} days` : `${Years} years`;
    return found?.ObjectLockEnabled === 'Enabled' && Mode && (Days ?? Years) ? `${Mode}, ${length}` : undefined;
  } catch (error) {
    if (readAwsFailure(error)?.status === 404) return undefined;
    throw error;
  }
}

function unversioned(bucket: string): Finding {
  return failed(bucket, {
    found: 'it keeps no old versions',
    why: 'rollback deletes by version, and an overwritten state would be gone',
    fix: `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
  });
}

function unencrypted(bucket: string, fix: string): Finding {
  return failed(bucket, {
    found: 'its default encryption is not KMS',
    why: 'what lies in it could be read without a key',
    fix,
  });
}
