import { MoveNotAllowed } from '#src/errors.ts';
import { isMoveAllowed } from '#src/migration/moves.ts';
import { formatRun, type RunRef } from '#src/run-ref.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';
import type { Change, TrackingStore } from '#src/tracking/tracking-store.ts';

/** The only way a record changes: along the table of moves, with its receipt and its journal entry. */
export async function advance(tracking: TrackingStore, change: Change): Promise<TenantRecord> {
  const from = change.before.status;
  const to = change.set.status ?? from;
  if (!isMoveAllowed(from, to)) {
    throw new MoveNotAllowed({
      subject: change.before.tenant,
      found: `the tenant is ${from} and cannot become ${to}`,
      next: 'look at its journal: another run may have taken over',
    });
  }
  return await tracking.commit(change);
}

/** Refuses to work for a run that no longer holds the tenant, such as a handler that outlived its execution. */
export function expectClaim(record: TenantRecord, run: RunRef): void {
  if (record.attempt === run.attempt && record.claim?.machine === 'migrate-tenant') return;
  throw new MoveNotAllowed({
    subject: formatRun(run),
    found: `the tenant is ${record.status} and no longer held by this run`,
    next: 'look at its journal: another run or a rollback has taken over',
  });
}
