import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { KEPT } from '#infra/components/kept.ts';
import { policyText, refusePlainHttp, type Statement } from '#infra/policy.ts';

export interface SafeBucketArgs {
  /** Physical name. */
  readonly bucket: string;
  /** Seals what is put without naming a key. */
  readonly keyArn: pulumi.Input<string>;
  /** Default: the provider's region. */
  readonly region?: string;
  /** How long replaced and deleted versions stay. Default: for ever. */
  readonly oldVersionDays?: number;
  /** Default: none; versions can be deleted by who may. */
  readonly lock?: { readonly mode: 'COMPLIANCE' | 'GOVERNANCE'; readonly days: number };
  /** Added to the bucket's policy, which refuses plain HTTP in any case. */
  readonly statements?: (bucketArn: pulumi.Output<string>) => readonly Statement[];
}

/** A private, versioned bucket, encrypted under its own key, reachable by TLS only, kept when the stack goes. */
export class SafeBucket extends pulumi.ComponentResource {
  readonly name: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** What replication needs to exist first. */
  readonly versioning: aws.s3.BucketVersioning;

  constructor(name: string, args: SafeBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super('stackferry:infra:SafeBucket', name, {}, opts);
    const inRegion = args.region ? { region: args.region } : {};
    const kept = { parent: this, ...KEPT };
    const isLocked = args.lock !== undefined;
    const bucket = new aws.s3.Bucket(
      name,
      { bucket: args.bucket, ...(isLocked && { objectLockEnabled: true }), ...inRegion },
      kept,
    );
    const common = { bucket: bucket.id, ...inRegion };
    this.name = bucket.bucket;
    this.arn = bucket.arn;
    this.versioning = new aws.s3.BucketVersioning(
      name,
      { ...common, versioningConfiguration: { status: 'Enabled' } },
      kept,
    );
    this.#encrypt(name, common, args.keyArn);
    this.#closeToPublic(name, common);
    this.#expire(name, common, args.oldVersionDays);
    if (args.lock) this.#lock(name, common, args.lock);
    const statements = [
      refusePlainHttp('s3:*', [bucket.arn, pulumi.interpolate`${bucket.arn}/*`]),
      ...(args.statements?.(bucket.arn) ?? []),
    ];
    new aws.s3.BucketPolicy(name, { ...common, policy: policyText(statements) }, kept);
    this.registerOutputs({ name: this.name, arn: this.arn });
  }

  #encrypt(name: string, common: Common, keyArn: pulumi.Input<string>): void {
    const byDefault = { sseAlgorithm: 'aws:kms', kmsMasterKeyId: keyArn };
    const rules = [{ bucketKeyEnabled: true, applyServerSideEncryptionByDefault: byDefault }];
    new aws.s3.BucketServerSideEncryptionConfiguration(name, { ...common, rules }, { parent: this, ...KEPT });
  }

  #closeToPublic(name: string, common: Common): void {
    const closed = {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    };
    new aws.s3.BucketPublicAccessBlock(name, { ...common, ...closed }, { parent: this, ...KEPT });
    const rule = { objectOwnership: 'BucketOwnerEnforced' };
    new aws.s3.BucketOwnershipControls(name, { ...common, rule }, { parent: this, ...KEPT });
  }

  #expire(name: string, common: Common, oldVersionDays: number | undefined): void {
    const rule = {
      id: 'tidy',
      status: 'Enabled',
      filter: { prefix: '' },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
      ...(oldVersionDays && {
        noncurrentVersionExpiration: { noncurrentDays: oldVersionDays },
        // Every released lock leaves a delete marker; without its versions it is only clutter.
        expiration: { expiredObjectDeleteMarker: true },
      }),
    };
    const opts = { parent: this, dependsOn: [this.versioning], ...KEPT };
    new aws.s3.BucketLifecycleConfiguration(name, { ...common, rules: [rule] }, opts);
  }

  #lock(name: string, common: Common, lock: NonNullable<SafeBucketArgs['lock']>): void {
    const opts = { parent: this, dependsOn: [this.versioning], ...KEPT };
    new aws.s3.BucketObjectLockConfiguration(name, { ...common, rule: { defaultRetention: lock } }, opts);
  }
}

type Common = { readonly bucket: pulumi.Input<string>; readonly region?: string };
