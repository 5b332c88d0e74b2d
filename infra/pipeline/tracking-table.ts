import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { KEPT } from '#infra/components/kept.ts';

/** Records, receipts and journals of all tenants; the index `board` lists the records of the fleet. */
export class TrackingTable extends pulumi.ComponentResource {
  readonly name: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;

  constructor(name: string, { prefix }: { readonly prefix: string }, opts?: pulumi.ComponentResourceOptions) {
    super('stackferry:pipeline:TrackingTable', name, {}, opts);
    const table = new aws.dynamodb.Table(
      name,
      {
        name: `${prefix}-tracking`,
        billingMode: 'PAY_PER_REQUEST',
        hashKey: 'pk',
        rangeKey: 'sk',
        attributes: ['pk', 'sk', 'board', 'boardSort'].map((attribute) => ({ name: attribute, type: 'S' })),
        globalSecondaryIndexes: [{ name: 'board', hashKey: 'board', rangeKey: 'boardSort', projectionType: 'ALL' }],
        pointInTimeRecovery: { enabled: true },
        deletionProtectionEnabled: true,
        // A key of ours would have to be granted to every role, for content that holds no secret.
        serverSideEncryption: { enabled: true },
      },
      { parent: this, ...KEPT },
    );
    this.name = table.name;
    this.arn = table.arn;
    this.registerOutputs({ name: this.name, arn: this.arn });
  }
}
