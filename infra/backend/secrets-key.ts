import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { EncryptionKey } from '#infra/components/encryption-key.ts';
import { KEPT } from '#infra/components/kept.ts';

export interface SecretsKeyArgs {
  readonly prefix: string;
  readonly secondRegion: string;
}

/**
 * Wraps the data key of every stack's secrets. Multi-Region, so that a stack restored from the replica still opens: its
 * second-region twin has the same key material under its own ARN.
 */
export class SecretsKey extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly replicaArn: pulumi.Output<string>;

  constructor(name: string, { prefix, secondRegion }: SecretsKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super('stackferry:backend:SecretsKey', name, {}, opts);
    const description = 'Wraps the data keys of Pulumi stacks';
    const key = new EncryptionKey(
      name,
      { alias: `${prefix}-secrets`, description, isMultiRegion: true },
      { parent: this },
    );
    const replica = new aws.kms.ReplicaKey(
      name,
      { primaryKeyArn: key.arn, description, deletionWindowInDays: 30, region: secondRegion },
      { parent: this, ...KEPT },
    );
    new aws.kms.Alias(
      `${name}-replica`,
      { name: `alias/${prefix}-secrets`, targetKeyId: replica.keyId, region: secondRegion },
      { parent: this },
    );
    this.arn = key.arn;
    this.replicaArn = replica.arn;
    this.registerOutputs({ arn: this.arn, replicaArn: this.replicaArn });
  }
}
