import { describe, expect, it } from '@jest/globals';
import { CHINA, COMMERCIAL, declaredPipeline } from '#test/support/infra.ts';

const RUNS = [
  { place: COMMERCIAL, run: await declaredPipeline(COMMERCIAL) },
  { place: CHINA, run: await declaredPipeline(CHINA) },
];

describe.each(RUNS)('vault in $place.region', ({ run }) => {
  it('locks everything against everybody for its time', () => {
    const type = 'aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration';

    expect(run.one('aws:s3/bucket:Bucket', 'vault').inputs['objectLockEnabled']).toBe(true);
    expect(run.one(type, 'vault').inputs['rule']).toEqual({ defaultRetention: { mode: 'COMPLIANCE', days: 90 } });
  });

  it('never forgets by itself', () => {
    const { inputs } = run.one('aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration', 'vault');

    expect(inputs['rules']).toEqual([expect.not.objectContaining({ noncurrentVersionExpiration: expect.anything() })]);
  });

  it('has one key for most and another for archived secrets', () => {
    const { inputs } = run.one('aws:lambda/function:Function', 'backup');
    const { variables } = inputs['environment'] as { variables: Record<string, string> };

    expect(variables['STACKFERRY_VAULT_KEY']).toMatch(/key\/vault-key$/);
    expect(variables['STACKFERRY_VAULT_SECRETS_KEY']).toMatch(/key\/vault-secrets-key$/);
  });
});

describe.each(RUNS)('tracking table in $place.region', ({ run }) => {
  const table = run.one('aws:dynamodb/table:Table', 'tracking');

  it('can be restored to any second', () => {
    expect(table.inputs['pointInTimeRecovery']).toEqual({ enabled: true });
  });

  it('cannot be deleted, and stays when its stack goes', () => {
    expect(table.inputs['deletionProtectionEnabled']).toBe(true);
    expect(table.isKept).toBe(true);
  });

  it('is encrypted with a KMS key', () => {
    expect(table.inputs['serverSideEncryption']).toEqual({ enabled: true });
  });

  it('is keyed as the store reads it, with an index for the board', () => {
    expect(table.inputs).toMatchObject({
      hashKey: 'pk',
      rangeKey: 'sk',
      globalSecondaryIndexes: [{ name: 'board', hashKey: 'board', rangeKey: 'boardSort', projectionType: 'ALL' }],
    });
  });
});

describe.each(RUNS)('source token in $place.region', ({ run }) => {
  it('is a place without a value', () => {
    expect(run.ofType('aws:secretsmanager/secretVersion:SecretVersion')).toEqual([]);
    expect(run.one('aws:secretsmanager/secret:Secret', 'source-token').isKept).toBe(true);
  });
});
