import { describe, expect, it } from '@jest/globals';
import { CHINA, COMMERCIAL, declaredBackend, declaredPipeline } from '#test/support/infra.ts';
import { statementsIn } from '#test/support/policies.ts';

const PROGRAMS = [
  { title: 'backend in aws', run: await declaredBackend(COMMERCIAL) },
  { title: 'backend in aws-cn', run: await declaredBackend(CHINA) },
  { title: 'pipeline in aws', run: await declaredPipeline(COMMERCIAL) },
  { title: 'pipeline in aws-cn', run: await declaredPipeline(CHINA) },
];

const BUCKETS = PROGRAMS.flatMap(({ title, run }) =>
  run.ofType('aws:s3/bucket:Bucket').map((bucket) => ({ title: `${title}: bucket ${bucket.name}`, run, bucket })),
);

describe.each(BUCKETS)('$title', ({ run, bucket }) => {
  it('keeps versions', () => {
    const { inputs } = run.one('aws:s3/bucketVersioning:BucketVersioning', bucket.name);

    expect(inputs['versioningConfiguration']).toEqual({ status: 'Enabled' });
  });

  it('encrypts under a KMS key of ours, with the bucket key', () => {
    const type = 'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration';
    const { inputs } = run.one(type, bucket.name);

    expect(inputs['rules']).toMatchObject([
      {
        bucketKeyEnabled: true,
        applyServerSideEncryptionByDefault: {
          sseAlgorithm: 'aws:kms',
          kmsMasterKeyId: expect.stringContaining(':key/'),
        },
      },
    ]);
  });

  it('is closed to the public', () => {
    const { inputs } = run.one('aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock', bucket.name);

    expect(inputs).toMatchObject({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
  });

  it('knows no access lists', () => {
    const { inputs } = run.one('aws:s3/bucketOwnershipControls:BucketOwnershipControls', bucket.name);

    expect(inputs['rule']).toEqual({ objectOwnership: 'BucketOwnerEnforced' });
  });

  it('refuses everybody without TLS', () => {
    const [refusal] = statementsIn(run.one('aws:s3/bucketPolicy:BucketPolicy', bucket.name));

    expect(refusal).toMatchObject({
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
    expect(refusal?.Resource).toEqual([
      expect.stringMatching(new RegExp(`:s3:::${String(bucket.inputs['bucket'])}$`)),
      expect.stringMatching(new RegExp(`:s3:::${String(bucket.inputs['bucket'])}/\\*$`)),
    ]);
  });

  it('ends uploads that nobody finished', () => {
    const { inputs } = run.one('aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration', bucket.name);

    expect(inputs['rules']).toMatchObject([
      { status: 'Enabled', abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } },
    ]);
  });

  it('stays when its stack goes', () => {
    const parts = run.resources.filter(({ type, name }) => type.startsWith('aws:s3/') && name === bucket.name);

    expect(parts.length).toBeGreaterThanOrEqual(7);
    expect(parts.filter(({ isKept }) => !isKept)).toEqual([]);
  });
});

const KEYS = PROGRAMS.flatMap(({ title, run }) =>
  run.ofType('aws:kms/key:Key').map((key) => ({ title: `${title}: key ${key.name}`, key })),
);

describe.each(KEYS)('$title', ({ key }) => {
  it('turns over every year', () => {
    expect(key.inputs['enableKeyRotation']).toBe(true);
  });

  it('waits as long as KMS allows before it is gone, and stays when its stack goes', () => {
    expect(key.inputs['deletionWindowInDays']).toBe(30);
    expect(key.isKept).toBe(true);
  });
});
