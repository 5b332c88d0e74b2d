import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { World } from '#local/world/start-world.ts';
import { receiptSchemas, type StepName } from '#src/tracking/receipts.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

/**
 * Copies what proves a tenant's run out of the local AWS before it ends: record, receipts, journal, and the vault's evidence and
 * manifests. Snapshots and secrets stay where they are.
 */
export async function collectEvidence(record: TenantRecord, folder: string, world: World): Promise<void> {
  const { tenant, attempt } = record;
  const receipts: Record<string, unknown> = {};
  for (const step of Object.keys(receiptSchemas) as StepName[]) {
    // the keys of the schemas are the step names
    receipts[step] = await world.tracking.readReceipt(step, { tenant, attempt });
  }
  await keep(join(folder, tenant, 'record.json'), JSON.stringify(record, undefined, 2));
  await keep(join(folder, tenant, 'receipts.json'), JSON.stringify(receipts, undefined, 2));
  await keep(
    join(folder, tenant, 'journal.json'),
    JSON.stringify(await world.tracking.readJournal(tenant), undefined, 2),
  );

  const Bucket = world.pipeline.vault;
  const { Contents = [] } = await world.clients.s3.send(new ListObjectsV2Command({ Bucket, Prefix: `${tenant}/` }));
  for (const { Key } of Contents) {
    if (!Key || !(Key.includes('/evidence/') || Key.endsWith('/manifest.json'))) continue;
    const { Body } = await world.clients.s3.send(new GetObjectCommand({ Bucket, Key }));
    await keep(join(folder, Key), (await Body?.transformToByteArray()) ?? '');
  }
}

async function keep(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}
