import { z } from 'zod';
import type { DemoDeployment } from '#local/demo/deployments.ts';
import { type ArchiveManifest, readManifest } from '#src/kubernetes/manifest.ts';
import type { JournalEntry } from '#src/tracking/journal.ts';
import type { ReceiptOf } from '#src/tracking/receipts.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';
import type { Vault, VaultPointer } from '#src/vault/vault.ts';

/** The receipts of a tenant's latest run; absent where the run did not come that far. */
export interface Receipts {
  readonly backup: ReceiptOf<'backup'> | undefined;
  readonly export: ReceiptOf<'export'> | undefined;
  readonly import: ReceiptOf<'import'> | undefined;
  readonly validate: ReceiptOf<'validate'> | undefined;
  readonly cutover: ReceiptOf<'cutover'> | undefined;
  readonly rollback: ReceiptOf<'rollback'> | undefined;
}

/** What validation compared, as its verdict in the vault has it. */
const verdictSchema = z.object({
  openedAt: z.string(),
  comparisons: z.array(z.object({ name: z.string(), isClean: z.boolean(), found: z.string() })),
});

export type Verdict = z.infer<typeof verdictSchema>;

/** Everything that proves what became of one tenant. */
export interface TenantEvidence {
  readonly partition: string;
  readonly record: TenantRecord;
  readonly journal: readonly JournalEntry[];
  readonly receipts: Receipts;
  readonly manifest: ArchiveManifest | undefined;
  readonly verdict: Verdict | undefined;
}

/** Reads a tenant's evidence from the deployment that holds it. */
export async function readEvidence(tenant: string, { partition, world }: DemoDeployment): Promise<TenantEvidence> {
  const { tracking, vault } = world;
  const record = await tracking.readRecord(tenant);
  const run = { tenant, attempt: Math.max(1, record.attempt) };
  const receipts: Receipts = {
    backup: await tracking.readReceipt('backup', run),
    export: await tracking.readReceipt('export', run),
    import: await tracking.readReceipt('import', run),
    validate: await tracking.readReceipt('validate', run),
    cutover: await tracking.readReceipt('cutover', run),
    rollback: await tracking.readReceipt('rollback', run),
  };
  const { backup, validate } = receipts;
  return {
    partition,
    record,
    journal: await tracking.readJournal(tenant),
    receipts,
    manifest: backup?.kind === 'closed' ? await readManifest(backup.manifest, vault) : undefined,
    verdict: validate?.kind === 'closed' ? await readVerdict(validate.verdict, vault) : undefined,
  };
}

async function readVerdict(pointer: VaultPointer, vault: Vault): Promise<Verdict> {
  return verdictSchema.parse(JSON.parse(Buffer.from(await vault.read(pointer)).toString('utf8')));
}
