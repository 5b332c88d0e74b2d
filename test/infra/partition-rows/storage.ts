import { distinct, foundIn, inBoth, ofType, type Row, statementsOf, valuesOf } from '#test/infra/partition-rows/row.ts';
import { listOf } from '#test/support/policies.ts';

const KEY = 'aws:kms/key:';
const TABLE = 'aws:dynamodb/table:';
const TABLE_OF_ONE_REGION = { replicas: ['none'], restored: [{ enabled: true }] };

export const STORAGE_ROWS: readonly Row[] = [
  {
    service: 'DynamoDB',
    inChina: 'no strong consistency over several regions',
    here: 'the tracking table is of one region, and can be restored to any second',
    observe: (deployment) => ({
      replicas: valuesOf(deployment, TABLE, 'replicas'),
      restored: valuesOf(deployment, TABLE, 'pointInTimeRecovery'),
    }),
    expected: inBoth(TABLE_OF_ONE_REGION),
  },
  {
    service: 'KMS',
    inChina: 'the usual symmetric key is 128-bit SM4, and 256-bit AES-GCM elsewhere',
    here: 'keys are of the usual kind of their partition, whichever that is',
    observe: (deployment) => ['customerMasterKeySpec', 'keyUsage'].flatMap((input) => valuesOf(deployment, KEY, input)),
    expected: inBoth(['none', 'none']),
  },
  {
    service: 'KMS',
    inChina: 'the usual symmetric key is 128-bit SM4, and 256-bit AES-GCM elsewhere',
    here: 'no name, description or setting says which cipher it is',
    observe: (deployment) => foundIn(deployment, /\b(AES|SM[24]|GCM|256-bit|128-bit)\w*/g),
    expected: inBoth([]),
  },
  {
    service: 'KMS',
    inChina: 'a data key asked for by its length may be one of SM4',
    here: 'data keys of stacks are made here, and KMS only wraps and opens them',
    observe: (deployment) =>
      distinct(
        statementsOf(deployment)
          .filter(({ Resource }) => listOf(Resource).some((resource) => resource.endsWith(':key/secrets')))
          .flatMap(({ Action }) => Action),
      ),
    expected: inBoth(['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt']),
  },
  {
    service: 'S3',
    inChina: 'Object Lock as elsewhere',
    here: 'the vault is locked in both',
    observe: (deployment) => valuesOf(deployment, 'aws:s3/bucketObjectLockConfiguration:', 'rule'),
    expected: inBoth([{ defaultRetention: { mode: 'COMPLIANCE', days: 90 } }]),
  },
  {
    service: 'S3',
    inChina: 'replication between Beijing and Ningxia only',
    here: 'states, and the key that opens them, are replicated within the partition',
    observe: (deployment) => ({
      buckets: distinct(ofType(deployment, 'aws:s3/bucket:').flatMap(({ inputs }) => inputs['region'] ?? [])),
      keys: valuesOf(deployment, 'aws:kms/replicaKey:', 'region'),
      destinations: foundIn(deployment, /(?<="replicaKmsKeyId":")arn:[a-z-]+:kms:[a-z0-9-]+/g),
    }),
    expected: {
      aws: { buckets: ['us-west-2'], keys: ['us-west-2'], destinations: ['arn:aws:kms:us-west-2'] },
      'aws-cn': {
        buckets: ['cn-northwest-1'],
        keys: ['cn-northwest-1'],
        destinations: ['arn:aws-cn:kms:cn-northwest-1'],
      },
    },
  },
  {
    service: 'Public web',
    inChina: 'needs a domain of one’s own with an ICP recordal; CloudFront’s own name serves nothing',
    here: 'nothing is public: reports are files, and every bucket is closed',
    observe: (deployment) => ({
      open: ofType(deployment, 'aws:s3/bucketPublicAccessBlock:').filter(
        ({ inputs }) => inputs['blockPublicPolicy'] !== true || inputs['restrictPublicBuckets'] !== true,
      ),
      websites: ['aws:s3/bucketWebsiteConfiguration:', 'aws:cloudfront/', 'aws:apigateway'].flatMap((prefix) =>
        ofType(deployment, prefix),
      ),
    }),
    expected: inBoth({ open: [], websites: [] }),
  },
  {
    service: 'Secrets Manager',
    inChina: 'no difference is listed',
    here: 'the source’s token is a secret of the partition, without a replica',
    observe: (deployment) => ({
      arns: foundIn(deployment, /arn:[a-z-]+:secretsmanager:[a-z0-9-]+/g),
      replicas: valuesOf(deployment, 'aws:secretsmanager/secret:', 'replicas'),
    }),
    expected: {
      aws: { arns: ['arn:aws:secretsmanager:us-east-1'], replicas: ['none'] },
      'aws-cn': { arns: ['arn:aws-cn:secretsmanager:cn-north-1'], replicas: ['none'] },
    },
  },
];
