import * as pulumi from '@pulumi/pulumi';
import type { Stores } from '#infra/pipeline/stores.ts';
import { allow, type Statement } from '#infra/policy.ts';

/** Records and receipts are replaced by conditional puts, journal entries only added: nothing updates or deletes. */
export function trackTenants({ table }: Stores): Statement {
  return allow(['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem'], [table.arn]);
}

export function listFleet({ table }: Stores): Statement {
  return allow(['dynamodb:Query'], [pulumi.interpolate`${table.arn}/index/board`]);
}
