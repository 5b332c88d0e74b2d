import type { Stores } from '#infra/pipeline/stores.ts';
import { bucketArnOf } from '#infra/platform.ts';
import { allow, type Statement } from '#infra/policy.ts';

/** What rehearsals write into the state bucket: a folder for each tenant, in it the backend's layout once more. */
const SCRATCH = 'rehearsal/*';

/** Beside the grants for states, whose listing and keys it shares. It gives back its own lock and nothing else. */
export function fillScratch(stores: Stores): readonly Statement[] {
  return [
    allow(['s3:PutObject', 's3:GetObject', 's3:GetObjectVersion'], [below(stores, SCRATCH)]),
    allow(['s3:DeleteObjectVersion'], [below(stores, `${SCRATCH}/.pulumi/locks/*`)]),
  ];
}

/** Throws away whatever a rehearsal left, version by version. */
export function discardScratch(stores: Stores): readonly Statement[] {
  return [allow(['s3:GetObject', 's3:GetObjectVersion', 's3:DeleteObjectVersion'], [below(stores, SCRATCH)])];
}

function below({ platform, config }: Stores, keys: string): string {
  return `${bucketArnOf(platform, config.backend.stateBucket)}/${keys}`;
}
