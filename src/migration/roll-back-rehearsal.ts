import { advance } from '#src/migration/advance.ts';
import { endRehearsal } from '#src/migration/end-rehearsal.ts';
import type { Ports } from '#src/migration/ports.ts';
import type { RolledBack } from '#src/migration/prove-rollback.ts';
import type { RollbackOutcome, RollbackRequest } from '#src/migration/rollback-request.ts';
import type { RunRef } from '#src/run-ref.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

/** Takes a rehearsal back: there is nothing to undo but its scratch. The tenant stays where it stands. */
export async function rollBackRehearsal(
  before: TenantRecord,
  { reason, lost }: RollbackRequest,
  execution: string,
  ports: Ports,
): Promise<RollbackOutcome> {
  const { claim: held, tenant, rehearsals } = before;
  const run: RunRef = { tenant, attempt: rehearsals, mode: 'rehearse' };
  if (held?.execution !== execution) {
    if (held?.machine === 'rollback-tenant') {
      return { outcome: 'AlreadyClaimed', reason: `another rollback holds it since ${held.takenAt}` };
    }
    if (lost && held?.execution !== lost) {
      return { outcome: 'NothingToRollBack', reason: 'the execution that ended did not hold the tenant' };
    }
    await claim(before, { run, reason, execution }, ports);
  }
  return { outcome: 'Undone', run, deleted: await ports.openScratch(tenant).discard() };
}

async function claim(
  before: TenantRecord,
  { run, reason, execution }: { readonly run: RunRef; readonly reason: string; readonly execution: string },
  { tracking, clock }: Ports,
): Promise<void> {
  const takenAt = clock.now().toISOString();
  const opened = await tracking.readReceipt('rehearsal', run);
  await advance(tracking, {
    before,
    set: { claim: { machine: 'rollback-tenant', execution, takenAt, mode: 'rehearse' } },
    ...(opened ? { receipt: { ...opened, reason } } : {}),
    note: { event: 'rehearsalRollbackStarted', at: takenAt, detail: { reason, execution } },
  });
}

/** Looks once more, keeps the evidence and gives the claim back. */
export async function proveRehearsalRolledBack(run: RunRef, ports: Ports): Promise<RolledBack> {
  const opened = await ports.tracking.readReceipt('rehearsal', run);
  const reason = opened?.reason ?? '';
  await endRehearsal(run, { outcome: 'RolledBack', reason }, ports);
  return { outcome: 'RolledBack', run, reason };
}
