import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { TenantEvidence } from '#local/demo/evidence.ts';
import type { World } from '#local/world/start-world.ts';
import type { Signal } from '#src/migration/sample.ts';

/**
 * Writes what proves a tenant's run into a folder before the local AWS ends: record, receipts, journal, and the vault's
 * evidence and manifests. Snapshots, archives and secrets stay where they are.
 */
export async function keepEvidence(
  { record, receipts, journal }: TenantEvidence,
  folder: string,
  { clients, pipeline }: World,
): Promise<void> {
  const { tenant } = record;
  await writeJson(join(folder, tenant, 'record.json'), record);
  await writeJson(join(folder, tenant, 'receipts.json'), receipts);
  await writeJson(join(folder, tenant, 'journal.json'), journal);

  const Bucket = pipeline.vault;
  const { Contents = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket, Prefix: `${tenant}/` }));
  for (const { Key } of Contents) {
    if (!Key || !(Key.includes('/evidence/') || Key.endsWith('/manifest.json'))) continue;
    const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket, Key }));
    await writeWhole(join(folder, Key), (await Body?.transformToByteArray()) ?? '');
  }
}

/** What the sender of a stack that was handed over found at the end. */
export async function keepSenderWatch(tenant: string, signal: Signal, folder: string): Promise<void> {
  await writeJson(join(folder, tenant, 'sender-watch.json'), signal);
}

async function writeJson(path: string, content: object): Promise<void> {
  await writeWhole(path, `${JSON.stringify(content, undefined, 2)}\n`);
}

async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}
