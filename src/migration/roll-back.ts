import { PublicationDiverged, SourceMoved, TargetAdvanced, TenantNotFound } from '#src/errors.ts';
import { advance } from '#src/migration/advance.ts';
import type { Ports } from '#src/migration/ports.ts';
import { requireClosed } from '#src/migration/require-receipt.ts';
import { rollBackRehearsal } from '#src/migration/roll-back-rehearsal.ts';
import type { RollbackOutcome, RollbackRequest } from '#src/migration/rollback-request.ts';
import { writtenKeys } from '#src/migration/written-keys.ts';
import type { RunRef } from '#src/run-ref.ts';
import { formatStackRef, type StackRef, targetRefOf } from '#src/stack-ref.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

/** Makes the source the truth again, from the receipts. What remains is proven by `proveRollback`. */
export async function rollBack(request: RollbackRequest, execution: string, ports: Ports): Promise<RollbackOutcome> {
  const record = await readRecordIfAny(request.tenant, ports);
  if (record?.claim?.mode === 'rehearse') return await rollBackRehearsal(record, request, execution, ports);
  const settled = settle(record, request, execution);
  if (settled) return settled;
  if (!record) throw new Error('a request without a record is settled');

  const run = { tenant: record.tenant, attempt: record.attempt };
  const claimed = await claim(record, request, execution, ports);
  if (claimed.active === 'target') await flipToSource(claimed, run, ports);
  await tellDeployers(claimed, run, ports);
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
  try {
    await expectTargetAt(stack, imported.checkpoint.versionId, ports);
    await expectSourceAt(record, exported.sourceVersion, ports);
  } catch (error) {
    // The target stays the truth, so its deployers must not meet our fence.
    await ports.target.unlock(run, stack);
    throw error;
  }

  const at = ports.clock.now().toISOString();
  await advance(ports.tracking, {
    before: record,
    set: { active: 'source' },
    note: { event: 'flipped', at, detail: { active: 'source' } },
  });
}

/** Deploying, destroying and removing all count: what happened in the target since would be lost. */
async function expectTargetAt(stack: StackRef, versionId: string, { target }: Ports): Promise<void> {
  const found = await target.readStack(stack);
  if (found.kind === 'occupied' && found.object.versionId === versionId) return;
  throw new TargetAdvanced({
    subject: formatStackRef(stack),
    found: 'somebody deployed to the target, or removed it there, after cut-over',
    next: 'carry the newer state home before the source becomes the truth again',
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

/**
 * Lifts the freeze before and after: a cut-over that outlived its execution published under it, and without it can publish no
 * more, so what is read in the end stays.
 */
async function tellDeployers(record: TenantRecord, run: RunRef, ports: Ports): Promise<void> {
  await ports.publisher.unfreeze(record.stack, run);
  await publishSource(record, run, ports);
  await ports.publisher.unfreeze(record.stack, run);
  // One that slipped in under our own freeze is told over; it finds the freeze gone the second time.
  await publishSource(record, run, ports);
  await ports.publisher.unfreeze(record.stack, run);
}

/** Deployers who were told of the target are told of the source; those who never were hear nothing. */
async function publishSource(record: TenantRecord, run: RunRef, ports: Ports): Promise<void> {
  const before = await ports.publisher.read(record.stack);
  if (before.publication?.active !== 'target') return;
  const { url } = await ports.openSource(record);
  const stack = formatStackRef(record.stack);
  await ports.publisher.freeze(record.stack, run);
  await ports.publisher.publish(record.stack, { active: 'source', backendUrl: url, stack, run });
  const after = await ports.publisher.read(record.stack);
  if (after.publication?.active === 'source') return;
  throw new PublicationDiverged({
    subject: stack,
    found: 'deployers are still told to use the target',
    next: 'find out who writes the publication, then run the rollback again',
  });
}

/** Looks twice: what was written while the lock still stood may have come after the first look. */
async function deleteWritten(record: TenantRecord, run: RunRef, ports: Ports): Promise<number> {
  const receipt = await ports.tracking.readReceipt('import', run);
  if (!receipt) return 0;
  const keys = writtenKeys(receipt, record.stack, ports.target);
  const deleted = await deleteFound(run, keys, ports);
  await ports.target.unlock(run, targetRefOf(record.stack));
  return deleted + (await deleteFound(run, keys, ports));
}

async function deleteFound(run: RunRef, keys: readonly string[], { target }: Ports): Promise<number> {
  const written = await target.versionsOf(run, keys);
  await target.deleteVersions(written);
  return written.length;
}
