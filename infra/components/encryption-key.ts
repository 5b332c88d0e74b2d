import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { KEPT } from '#infra/components/kept.ts';

export interface EncryptionKeyArgs {
  /** Physical name of the alias, without `alias/`. */
  readonly alias: string;
  readonly description: string;
  /** Default: the provider's region. */
  readonly region?: string;
  /** True for keys that another region must be able to decrypt with. Default: false. */
  readonly isMultiRegion?: boolean;
}

/** A symmetric KMS key with yearly rotation, the longest deletion wait, and access by IAM of this account only. */
export class EncryptionKey extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: EncryptionKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super('stackferry:infra:EncryptionKey', name, {}, opts);
    const { region } = args;
    const key = new aws.kms.Key(
      name,
      {
        description: args.description,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        ...(args.isMultiRegion && { multiRegion: true }),
        ...(region && { region }),
      },
      { parent: this, ...KEPT },
    );
    const alias = { name: `alias/${args.alias}`, targetKeyId: key.keyId, ...(region && { region }) };
    new aws.kms.Alias(name, alias, { parent: this });
    this.arn = key.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
