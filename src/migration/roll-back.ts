import { z } from 'zod';
import { PublicationDiverged, SourceMoved, TargetAdvanced, TenantNotFound } from '#src/errors.ts';
import { advance } from '#src/migration/advance.ts';
import type { Ports } from '#src/migration/ports.ts';
import { requireClosed } from '#src/migration/require-receipt.ts';
import type { RunRef } from '#src/run-ref.ts';
import { formatStackRef, targetRefOf } from '#src/stack-ref.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

/** Who asks for the way back, and why. `lost` is the execution that failed: only its own claim is undone. */
export const rollbackRequestSchema = z.strictObject({
  tenant: z.string(),
  reason: z.string(),
  lost: z.string().optional(),
});

export type RollbackRequest = z.infer<typeof rollbackRequestSchema>;

export type RollbackOutcome =
  | { readonly outcome: 'Undone'; readonly run: RunRef; readonly deleted: number }
  | { readonly outcome: 'AlreadyClaimed' | 'NothingToRollBack'; readonly reason: string };

/** Makes the source the truth again, from the receipts. What remains is proven by `proveRollback`. */
export async function rollBack(request: RollbackRequest, execution: string, ports: Ports): Promise<RollbackOutcome> {
  const record = await readRecordIfAny(request.tenant, ports);
  const settled = settle(record, request, execution);
  if (settled) return settled;
  if (!record) throw new Error('a request without a record is settled');

  const run = { tenant: record.tenant, attempt: record.attempt };
  const claimed = await claim(record, request, execution, ports);
  if (claimed.active === 'target') await flipToSource(claimed, run, ports);
  await publishSource(claimed, run, ports);
  await ports.publisher.unfreeze(record.stack, run);
  const deleted = await deleteWritten(record, run, ports);
  return { outcome: 'Undone', run, deleted };
}

async function readRecordIfAny(tenant: string, { tracking }: Ports): Promise<TenantRecord | undefined> {
  try {
    return await tracking.readRecord(tenant);
  } catch (error) {
    if (error instanceof TenantNotFound) return undefined;
    throw error;
  }
}

function settle(
  record: TenantRecord | undefined,
  { tenant, lost }: RollbackRequest,
  execution: string,
): RollbackOutcome | undefined {
  if (!record || record.attempt === 0) {
    return { outcome: 'NothingToRollBack', reason: `${tenant} was never started` };
  }
  const { claim: held, status } = record;
  if (held?.machine === 'rollback-tenant' && held.execution !== execution) {
    return { outcome: 'AlreadyClaimed', reason: `another rollback holds it since ${held.takenAt}` };
  }
  if (status === 'rolledBack' || status === 'migrated') {
    return { outcome: 'NothingToRollBack', reason: `${tenant} is ${status}` };
  }
  const isOwn = held?.execution === execution;
  if (lost && !isOwn && held?.execution !== lost) {
    return { outcome: 'NothingToRollBack', reason: 'the execution that ended did not hold the tenant' };
  }
  return undefined;
}

async function claim(
  before: TenantRecord,
  { reason }: RollbackRequest,
  execution: string,
  { tracking, clock }: Ports,
): Promise<TenantRecord> {
  if (before.claim?.execution === execution) return before;
  const at = clock.now().toISOString();
  const run = { tenant: before.tenant, attempt: before.attempt };
  return await advance(tracking, {
    before,
    set: { status: 'rollingBack', reason, claim: { machine: 'rollback-tenant', execution, takenAt: at } },
    receipt: { kind: 'open', step: 'rollback', run, openedAt: at, reason, wasActive: before.active },
    note: { event: 'rollbackStarted', at, detail: { reason, execution } },
  });
}

/** After cut-over: fence the target, prove the source as it was exported, flip the record. */
async function flipToSource(record: TenantRecord, run: RunRef, ports: Ports): Promise<void> {
  const stack = targetRefOf(record.stack);
  const exported = await requireClosed('export', run, ports);
  const imported = await requireClosed('import', run, ports);
  await ports.target.lock(run, stack);
  const found = await ports.target.readStack(stack);
  if (found.kind === 'occupied' && found.object.versionId !== imported.checkpoint.versionId) {
    throw new TargetAdvanced({
      subject: formatStackRef(stack),
      found: 'somebody deployed to the target after cut-over',
      next: 'carry the newer state home before the source becomes the truth again',
    });
  }
  await expectSourceAt(record, exported.sourceVersion, ports);

  const at = ports.clock.now().toISOString();
  await advance(ports.tracking, {
    before: record,
    set: { active: 'source' },
    note: { event: 'flipped', at, detail: { active: 'source' } },
  });
}

async function expectSourceAt(record: TenantRecord, version: number, ports: Ports): Promise<void> {
  const source = await ports.openSource(record);
  const found = await source.describe(record.stack);
  if (found.version === version && !found.currentOperation) return;
  throw new SourceMoved({
    subject: formatStackRef(record.stack),
    found: `the source moved after cut-over (version ${found.version}, exported was ${version})`,
    next: 'compare both states: nothing has been overwritten',
  });
}

/** Deployers who were told of the target are told of the source; those who never were hear nothing. */
async function publishSource(record: TenantRecord, run: RunRef, ports: Ports): Promise<void> {
  const before = await ports.publisher.read(record.stack);
  if (before.publication?.active !== 'target') return;
  const { url } = await ports.openSource(record);
  const stack = formatStackRef(record.stack);
  await ports.publisher.publish(record.stack, { active: 'source', backendUrl: url, stack, run });
  const after = await ports.publisher.read(record.stack);
  if (after.publication?.active === 'source') return;
  throw new PublicationDiverged({
    subject: stack,
    found: 'deployers are still told to use the target',
    next: 'find out who writes the publication, then run the rollback again',
  });
}

async function deleteWritten(record: TenantRecord, run: RunRef, ports: Ports): Promise<number> {
  const receipt = await ports.tracking.readReceipt('import', run);
  if (!receipt) return 0;
  const written = await ports.target.versionsOf(run, receipt.keys);
  await ports.target.deleteVersions(written);
  await ports.target.unlock(run, targetRefOf(record.stack));
  return written.length;
}
