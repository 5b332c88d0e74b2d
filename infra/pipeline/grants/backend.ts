import type { Stores } from '#infra/pipeline/stores.ts';
import { bucketArnOf } from '#infra/platform.ts';
import { allow, type Condition, onlyFor, type Statement } from '#infra/policy.ts';

/** States as they are and were, and who holds a lock. */
export function readStates(stores: Stores): readonly Statement[] {
  const bucketArn = stateBucketArn(stores);
  return [
    allow(['s3:ListBucket', 's3:ListBucketVersions'], [bucketArn]),
    allow(['s3:GetObject', 's3:GetObjectVersion'], [`${bucketArn}/.pulumi/*`]),
    allow(['kms:Decrypt'], [stores.config.backend.stateKeyArn], onlyFor(bucketArn)),
  ];
}

export interface StateChange {
  /** Below the bucket. A plain delete is never needed: what is undone is one version, by its id. */
  readonly put: string;
  readonly deleteVersions: string;
}

export function changeStates(stores: Stores, { put, deleteVersions }: StateChange): readonly Statement[] {
  const bucketArn = stateBucketArn(stores);
  return [
    ...readStates(stores),
    allow(['s3:PutObject'], [`${bucketArn}/${put}`]),
    allow(['s3:DeleteObjectVersion'], [`${bucketArn}/${deleteVersions}`]),
    allow(['kms:GenerateDataKey'], [stores.config.backend.stateKeyArn], onlyFor(bucketArn)),
  ];
}

/** Only ever for a named stack: a data key wrapped without a stack in its context opens for nobody here. */
const FOR_A_STACK: Condition = { Null: { 'kms:EncryptionContext:stack': 'false' } };

export function openDataKeys({ config }: Stores): Statement {
  return allow(['kms:Decrypt'], [config.backend.secretsKeyArn], FOR_A_STACK);
}

/** Whether the key is enabled: says nothing of any stack, so it needs none named. */
export function describeSecretsKey({ config }: Stores): Statement {
  return allow(['kms:DescribeKey'], [config.backend.secretsKeyArn]);
}

export function wrapDataKeys({ config }: Stores): Statement {
  return allow(['kms:Encrypt', 'kms:Decrypt'], [config.backend.secretsKeyArn], FOR_A_STACK);
}

export function readPublications(stores: Stores): readonly Statement[] {
  const bucketArn = publicationsArn(stores);
  return [
    allow(['s3:ListBucket'], [bucketArn]),
    allow(['s3:GetObject'], [`${bucketArn}/*`]),
    allow(['kms:Decrypt'], [stores.config.backend.publicationsKeyArn], onlyFor(bucketArn)),
  ];
}

export function publish(stores: Stores): readonly Statement[] {
  const bucketArn = publicationsArn(stores);
  return [
    ...readPublications(stores),
    allow(['s3:PutObject'], [`${bucketArn}/*`]),
    allow(['kms:GenerateDataKey'], [stores.config.backend.publicationsKeyArn], onlyFor(bucketArn)),
  ];
}

function stateBucketArn({ platform, config }: Stores): string {
  return bucketArnOf(platform, config.backend.stateBucket);
}

function publicationsArn({ platform, config }: Stores): string {
  return bucketArnOf(platform, config.backend.publications);
}
