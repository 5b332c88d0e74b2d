import * as pulumi from '@pulumi/pulumi';
import { Replication } from '#infra/backend/replication.ts';
import { EncryptionKey } from '#infra/components/encryption-key.ts';
import { SafeBucket } from '#infra/components/safe-bucket.ts';
import { bucketName, type Platform } from '#infra/platform.ts';

export interface StateStoreArgs {
  readonly platform: Platform;
  readonly prefix: string;
  readonly secondRegion: string;
  readonly oldVersionDays: number;
}

/** The bucket that Pulumi's own S3 backend reads and writes, and its copy in the second region. */
export class StateStore extends pulumi.ComponentResource {
  readonly bucket: SafeBucket;
  readonly replica: SafeBucket;
  readonly keyArn: pulumi.Output<string>;

  constructor(name: string, args: StateStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super('stackferry:backend:StateStore', name, {}, opts);
    const { platform, prefix, secondRegion, oldVersionDays } = args;
    const key = new EncryptionKey(
      `${name}-key`,
      { alias: `${prefix}-state`, description: 'Encrypts Pulumi states at rest' },
      { parent: this },
    );
    const replicaKey = new EncryptionKey(
      `${name}-replica-key`,
      { alias: `${prefix}-state`, description: 'Encrypts the replica of Pulumi states at rest', region: secondRegion },
      { parent: this },
    );
    const stateBucket = bucketName(platform, { name: `${prefix}-state`, region: platform.region });
    const replicaBucket = bucketName(platform, { name: `${prefix}-state`, region: secondRegion });
    this.keyArn = key.arn;
    this.bucket = new SafeBucket(name, { bucket: stateBucket, keyArn: key.arn, oldVersionDays }, { parent: this });
    this.replica = new SafeBucket(
      `${name}-replica`,
      { bucket: replicaBucket, keyArn: replicaKey.arn, oldVersionDays, region: secondRegion },
      { parent: this },
    );
    new Replication(
      `${name}-replication`,
      {
        platform,
        roleName: `${prefix}-replication`,
        from: { bucket: this.bucket, keyArn: key.arn },
        to: { bucket: this.replica, keyArn: replicaKey.arn },
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
