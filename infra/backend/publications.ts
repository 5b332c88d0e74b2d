import * as pulumi from '@pulumi/pulumi';
import { EncryptionKey } from '#infra/components/encryption-key.ts';
import { SafeBucket } from '#infra/components/safe-bucket.ts';
import { bucketName, type Platform } from '#infra/platform.ts';

export interface PublicationsArgs {
  readonly platform: Platform;
  readonly prefix: string;
  readonly oldVersionDays: number;
}

/** Tells deployers where the truth of each stack is. Its own key, because pipelines read it that may not read states. */
export class Publications extends pulumi.ComponentResource {
  readonly bucket: SafeBucket;
  readonly keyArn: pulumi.Output<string>;

  constructor(name: string, args: PublicationsArgs, opts?: pulumi.ComponentResourceOptions) {
    super('stackferry:backend:Publications', name, {}, opts);
    const { platform, prefix, oldVersionDays } = args;
    const key = new EncryptionKey(
      `${name}-key`,
      { alias: `${prefix}-publications`, description: 'Encrypts publications at rest' },
      { parent: this },
    );
    const bucket = bucketName(platform, { name: `${prefix}-publications`, region: platform.region });
    this.keyArn = key.arn;
    this.bucket = new SafeBucket(name, { bucket, keyArn: key.arn, oldVersionDays }, { parent: this });
    this.registerOutputs({});
  }
}
