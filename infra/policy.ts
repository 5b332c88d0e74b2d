import * as pulumi from '@pulumi/pulumi';
import { type ServiceName, servicePrincipal } from '#infra/partition.ts';
import type { Platform } from '#infra/platform.ts';

/** A statement as IAM spells it. Resources and conditions may hold outputs. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource?: pulumi.Input<string> | readonly pulumi.Input<string>[];
  readonly Condition?: Condition;
}

export type Condition = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export function policyText(statements: readonly Statement[]): pulumi.Output<string> {
  return pulumi.jsonStringify({ Version: '2012-10-17', Statement: statements });
}

export function allow(
  actions: readonly string[],
  resources: readonly pulumi.Input<string>[],
  condition?: Condition,
): Statement {
  return { Effect: 'Allow', Action: actions, Resource: resources, ...(condition && { Condition: condition }) };
}

/** For actions that IAM knows no resource for. The reason is for the reader; tests count who uses this. */
export function allowAnywhere(actions: readonly string[], { sid }: { readonly sid: AnywhereSid }): Statement {
  return { Sid: sid, Effect: 'Allow', Action: actions, Resource: '*' };
}

/** Every exception to "no `*`", by name. */
export type AnywhereSid = 'DeliverLogs' | 'Trace' | 'AttachToNetwork';

/** Lets one service take the role, only on behalf of this account where the service says on whose behalf it acts. */
export function trust(service: ServiceName, platform: Platform): pulumi.Output<string> {
  const saysForWhom = service !== 'lambda' && service !== 's3';
  return policyText([
    {
      Effect: 'Allow',
      Principal: { Service: servicePrincipal(service) },
      Action: 'sts:AssumeRole',
      ...(saysForWhom && { Condition: { StringEquals: { 'aws:SourceAccount': platform.accountId } } }),
    },
  ]);
}

/** Refuses plain HTTP, whoever asks. */
export function refusePlainHttp(action: string, resources: readonly pulumi.Input<string>[]): Statement {
  return {
    Sid: 'RefusePlainHttp',
    Effect: 'Deny',
    Principal: '*',
    Action: action,
    Resource: resources,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}

/**
 * A key that opens objects of one bucket only. S3 puts the bucket into the encryption context, or the object where the
 * bucket key is not used: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
export function onlyFor(bucketArn: pulumi.Input<string>): Condition {
  return { StringLike: { 'kms:EncryptionContext:aws:s3:arn': [bucketArn, pulumi.interpolate`${bucketArn}/*`] } };
}
