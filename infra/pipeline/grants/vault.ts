import * as pulumi from '@pulumi/pulumi';
import type { Stores } from '#infra/pipeline/stores.ts';
import { allow, onlyFor, type Statement } from '#infra/policy.ts';

/** Third part of every key of the vault: `<tenant>/<attempt>/<area>/<name>`. */
export type VaultArea = 'snapshot' | 'cluster' | 'secrets' | 'evidence';

/** Reading includes asking whether a key exists, which S3 answers plainly only to who may list. */
export function readVault({ vault }: Stores, areas: readonly VaultArea[]): readonly Statement[] {
  return [
    allow(['s3:ListBucket'], [vault.bucket.arn]),
    allow(['s3:GetObject', 's3:GetObjectVersion'], objectsOf(vault.bucket.arn, areas)),
    allow(['kms:Decrypt'], keysOf(vault, areas), onlyFor(vault.bucket.arn)),
  ];
}

/** A state that was handed over with its secrets open: before the first attempt, under the key of secrets. */
export function readHandedOver({ vault }: Stores): readonly Statement[] {
  return [
    allow(['s3:GetObject', 's3:GetObjectVersion'], [pulumi.interpolate`${vault.bucket.arn}/*/0/secrets/*`]),
    allow(['kms:Decrypt'], [vault.secretsKeyArn], onlyFor(vault.bucket.arn)),
  ];
}

/** Writing includes reading back: a write that finds its key taken compares. Nothing may delete or change a lock. */
export function fillVault(stores: Stores, areas: readonly VaultArea[]): readonly Statement[] {
  const { vault } = stores;
  return [
    ...readVault(stores, areas),
    allow(['s3:PutObject'], objectsOf(vault.bucket.arn, areas)),
    allow(['kms:GenerateDataKey'], keysOf(vault, areas), onlyFor(vault.bucket.arn)),
  ];
}

function objectsOf(bucketArn: pulumi.Output<string>, areas: readonly VaultArea[]): readonly pulumi.Output<string>[] {
  return areas.map((area) => pulumi.interpolate`${bucketArn}/*/${area}/*`);
}

function keysOf(vault: Stores['vault'], areas: readonly VaultArea[]): readonly pulumi.Output<string>[] {
  const usesPlain = areas.some((area) => area !== 'secrets');
  return [...(usesPlain ? [vault.keyArn] : []), ...(areas.includes('secrets') ? [vault.secretsKeyArn] : [])];
}
