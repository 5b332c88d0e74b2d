import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { KEPT } from '#infra/components/kept.ts';

/** The place of the token that reads the source. A person puts the value there; no state of ours ever holds it. */
export class SourceToken extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, { prefix }: { readonly prefix: string }, opts?: pulumi.ComponentResourceOptions) {
    super('stackferry:pipeline:SourceToken', name, {}, opts);
    const secret = new aws.secretsmanager.Secret(
      name,
      {
        name: `${prefix}/source-token`,
        description: 'Access token for the Pulumi backend that stacks leave; reading is enough',
        recoveryWindowInDays: 30,
      },
      { parent: this, ...KEPT },
    );
    this.arn = secret.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
