import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  type ObjectLockRetentionMode,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectLockConfigurationCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { z } from 'zod';
import { localPolicy, policyProperty } from '#local/deploy/policy.ts';
import { notApplied, type ResourceHandler, resource } from '#local/deploy/resource-handler.ts';

const bucket = resource({
  applies: { bucket: z.string().optional(), objectLockEnabled: z.boolean().optional() },
  ignores: { forceDestroy: 'the local AWS is thrown away whole' },
  create: async ({ bucket: name, objectLockEnabled }, { clients, region, uniqueName }) => {
    const id = name ?? uniqueName.toLowerCase();
    await clients.s3.send(
      new CreateBucketCommand({
        Bucket: id,
        ObjectLockEnabledForBucket: objectLockEnabled,
        // This one region is named by leaving it out; the client knows the others as literals.
        ...(region === 'us-east-1'
          ? {}
          : { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } }),
      }),
    );
    const domain = `${id}.s3.${region}.amazonaws.com`;
    const outputs = {
      bucket: id,
      arn: `arn:aws:s3:::${id}`,
      bucketRegionalDomainName: domain,
      bucketDomainName: domain,
    };
    return { id, outputs };
  },
});

const versioning = resource({
  applies: {
    bucket: z.string(),
    versioningConfiguration: z.strictObject({ status: z.enum(['Enabled', 'Suspended']) }),
  },
  create: async ({ bucket: id, versioningConfiguration: { status } }, { clients }) => {
    await clients.s3.send(new PutBucketVersioningCommand({ Bucket: id, VersioningConfiguration: { Status: status } }));
    return { id };
  },
});

const retention = z.strictObject({
  mode: z.enum(['GOVERNANCE', 'COMPLIANCE'] satisfies ObjectLockRetentionMode[]),
  days: z.number().optional(),
  years: z.number().optional(),
});

const objectLock = resource({
  applies: { bucket: z.string(), rule: z.strictObject({ defaultRetention: retention }) },
  ignores: { objectLockEnabled: 'the bucket says so' },
  create: async ({ bucket: id, rule: { defaultRetention } }, { clients }) => {
    const { mode, days, years } = defaultRetention;
    await clients.s3.send(
      new PutObjectLockConfigurationCommand({
        Bucket: id,
        ObjectLockConfiguration: {
          ObjectLockEnabled: 'Enabled',
          Rule: { DefaultRetention: { Mode: mode, Days: days, Years: years } },
        },
      }),
    );
    return { id };
  },
});

const encryptionRule = z.strictObject({
  applyServerSideEncryptionByDefault: z.strictObject({
    sseAlgorithm: z.enum(['AES256', 'aws:kms']),
    kmsMasterKeyId: z.string().optional(),
  }),
  bucketKeyEnabled: z.boolean().optional(),
});

const encryption = resource({
  applies: { bucket: z.string(), rules: z.array(encryptionRule) },
  create: async ({ bucket: id, rules }, { clients }) => {
    await clients.s3.send(
      new PutBucketEncryptionCommand({
        Bucket: id,
        ServerSideEncryptionConfiguration: {
          Rules: rules.map(({ applyServerSideEncryptionByDefault, bucketKeyEnabled }) => ({
            ApplyServerSideEncryptionByDefault: {
              SSEAlgorithm: applyServerSideEncryptionByDefault.sseAlgorithm,
              KMSMasterKeyID: applyServerSideEncryptionByDefault.kmsMasterKeyId,
            },
            BucketKeyEnabled: bucketKeyEnabled,
          })),
        },
      }),
    );
    return { id };
  },
});

const publicAccess = resource({
  applies: {
    bucket: z.string(),
    blockPublicAcls: z.boolean().optional(),
    blockPublicPolicy: z.boolean().optional(),
    ignorePublicAcls: z.boolean().optional(),
    restrictPublicBuckets: z.boolean().optional(),
  },
  create: async ({ bucket: id, ...block }, { clients }) => {
    await clients.s3.send(
      new PutPublicAccessBlockCommand({
        Bucket: id,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: block.blockPublicAcls,
          BlockPublicPolicy: block.blockPublicPolicy,
          IgnorePublicAcls: block.ignorePublicAcls,
          RestrictPublicBuckets: block.restrictPublicBuckets,
        },
      }),
    );
    return { id };
  },
});

const bucketPolicy = resource({
  applies: { bucket: z.string(), policy: policyProperty },
  create: async ({ bucket: id, policy }, { clients, note }) => {
    const text = localPolicy(policy, note);
    await clients.s3.send(new PutBucketPolicyCommand({ Bucket: id, Policy: text }));
    return { id };
  },
});

export const s3Handlers: Readonly<Record<string, ResourceHandler>> = {
  'aws:s3/bucket:Bucket': bucket,
  'aws:s3/bucketVersioning:BucketVersioning': versioning,
  'aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration': objectLock,
  'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration': encryption,
  'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock': publicAccess,
  'aws:s3/bucketPolicy:BucketPolicy': bucketPolicy,
  'aws:s3/bucketOwnershipControls:BucketOwnershipControls': notApplied('there is one owner'),
  'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration': notApplied('no object lives that long'),
  'aws:s3/bucketReplicationConfig:BucketReplicationConfig': notApplied('the emulator does not replicate'),
};
