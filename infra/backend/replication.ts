import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { SafeBucket } from '#infra/components/safe-bucket.ts';
import type { Platform } from '#infra/platform.ts';
import { allow, onlyFor, policyText, type Statement, trust } from '#infra/policy.ts';

export interface ReplicationArgs {
  readonly platform: Platform;
  readonly roleName: string;
  readonly from: SealedBucket;
  /** In another region of the same partition; S3 does not replicate across partitions. */
  readonly to: SealedBucket;
}

interface SealedBucket {
  readonly bucket: SafeBucket;
  readonly keyArn: pulumi.Output<string>;
}

/**
 * Copies every new version of a state and every delete marker, within minutes and not at once: a replica is compared by version
 * ids before it is trusted. Objects are opened with the one key and sealed again with the other.
 */
export class Replication extends pulumi.ComponentResource {
  constructor(name: string, args: ReplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    super('stackferry:backend:Replication', name, {}, opts);
    const { platform, roleName, from, to } = args;
    const role = new aws.iam.Role(name, { name: roleName, assumeRolePolicy: trust('s3', platform) }, { parent: this });
    const policy = new aws.iam.RolePolicy(
      name,
      { name: 'replicate', role: role.name, policy: policyText(statementsOf(from, to)) },
      { parent: this },
    );
    new aws.s3.BucketReplicationConfig(
      name,
      {
        bucket: from.bucket.name,
        role: role.arn,
        rules: [
          {
            id: 'states',
            status: 'Enabled',
            priority: 1,
            // What rehearsals write beside it is thrown away, and a deletion of a version is never replicated.
            filter: { prefix: '.pulumi/' },
            deleteMarkerReplication: { status: 'Enabled' },
            sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
            destination: { bucket: to.bucket.arn, encryptionConfiguration: { replicaKmsKeyId: to.keyArn } },
          },
        ],
      },
      { parent: this, dependsOn: [policy, from.bucket.versioning, to.bucket.versioning] },
    );
    this.registerOutputs({});
  }
}

function statementsOf(from: SealedBucket, to: SealedBucket): readonly Statement[] {
  const versionReads = ['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging'];
  return [
    allow(['s3:GetReplicationConfiguration', 's3:ListBucket'], [from.bucket.arn]),
    allow(versionReads, [pulumi.interpolate`${from.bucket.arn}/*`]),
    allow(['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'], [pulumi.interpolate`${to.bucket.arn}/*`]),
    allow(['kms:Decrypt'], [from.keyArn], onlyFor(from.bucket.arn)),
    allow(['kms:Encrypt', 'kms:GenerateDataKey'], [to.keyArn], onlyFor(to.bucket.arn)),
  ];
}
