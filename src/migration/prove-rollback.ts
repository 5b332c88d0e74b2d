import { RollbackFailed } from '#src/errors.ts';
import { advance } from '#src/migration/advance.ts';
import type { Ports } from '#src/migration/ports.ts';
import { writtenKeys } from '#src/migration/written-keys.ts';
import { formatRun, type RunRef } from '#src/run-ref.ts';
import { formatStackRef } from '#src/stack-ref.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

export interface RolledBack {
  readonly outcome: 'RolledBack';
  readonly run: RunRef;
  readonly reason: string;
}

/** Proves that the source is the truth, that it answers, and that nothing this run wrote is left; then ends the run. */
export async function proveRollback(run: RunRef, deleted: number, ports: Ports): Promise<RolledBack> {
  const record = await ports.tracking.readRecord(run.tenant);
  const reason = record.reason ?? '';
  if (record.status === 'rolledBack' && record.attempt === run.attempt) return { outcome: 'RolledBack', run, reason };

  const source = await ports.openSource(record);
  const { version } = await source.describe(record.stack);
  const { publication, frozenBy } = await ports.publisher.read(record.stack);
  const left = await writtenByRun(record, run, ports);
  const complaint =
    (record.active !== 'source' && 'the record still names the target as the truth') ||
    (publication?.active === 'target' && 'deployers are still told to use the target') ||
    (frozenBy && formatRun(frozenBy) === formatRun(run) && 'deploys are still frozen') ||
    (left > 0 && `${left} objects of this run are left in the target`);
  if (complaint) {
    throw new RollbackFailed({
      subject: formatStackRef(record.stack),
      found: complaint,
      next: 'run the rollback again; if it fails again, follow the runbook',
    });
  }

  const opened = await ports.tracking.readReceipt('rollback', run);
  if (!opened) throw new Error('a rollback that is proven has a receipt');
  const at = ports.clock.now().toISOString();
  await advance(ports.tracking, {
    before: record,
    set: { status: 'rolledBack' },
    unset: ['claim'],
    receipt: { ...opened, kind: 'closed', closedAt: at, deleted },
    note: { event: 'rolledBack', at, detail: { reason, sourceVersion: version, deleted } },
  });
  return { outcome: 'RolledBack', run, reason };
}

async function writtenByRun({ stack }: TenantRecord, run: RunRef, { tracking, target }: Ports): Promise<number> {
  const receipt = await tracking.readReceipt('import', run);
  return receipt ? (await target.versionsOf(run, writtenKeys(receipt, stack, target))).length : 0;
}
