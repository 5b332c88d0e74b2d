import * as pulumi from '@pulumi/pulumi';
import { EncryptionKey } from '#infra/components/encryption-key.ts';
import { SafeBucket, type SafeBucketArgs } from '#infra/components/safe-bucket.ts';
import { bucketName, type Platform } from '#infra/platform.ts';

export interface VaultArgs {
  readonly platform: Platform;
  readonly prefix: string;
  /** How long nothing in it can be deleted. */
  readonly lock: NonNullable<SafeBucketArgs['lock']>;
}

/** Snapshots, archives and evidence, locked against deletion. The area `secrets` is sealed with a key of its own. */
export class Vault extends pulumi.ComponentResource {
  readonly bucket: SafeBucket;
  readonly keyArn: pulumi.Output<string>;
  readonly secretsKeyArn: pulumi.Output<string>;

  constructor(name: string, { platform, prefix, lock }: VaultArgs, opts?: pulumi.ComponentResourceOptions) {
    super('stackferry:pipeline:Vault', name, {}, opts);
    const key = new EncryptionKey(
      `${name}-key`,
      { alias: `${prefix}-vault`, description: 'Encrypts snapshots, archives and evidence' },
      { parent: this },
    );
    const secretsKey = new EncryptionKey(
      `${name}-secrets-key`,
      { alias: `${prefix}-vault-secrets`, description: 'Encrypts archived Kubernetes secrets' },
      { parent: this },
    );
    const bucket = bucketName(platform, { name: `${prefix}-vault`, region: platform.region });
    this.bucket = new SafeBucket(name, { bucket, keyArn: key.arn, lock }, { parent: this });
    this.keyArn = key.arn;
    this.secretsKeyArn = secretsKey.arn;
    this.registerOutputs({});
  }
}
