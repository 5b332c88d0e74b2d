import { MoveNotAllowed } from '#src/errors.ts';
import { isMoveAllowed } from '#src/migration/moves.ts';
import { formatRun, type RunRef } from '#src/run-ref.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';
import type { Change, TrackingStore } from '#src/tracking/tracking-store.ts';

/** The only way a record changes: along the table of moves, with its receipt and its journal entry. */
export async function advance(tracking: TrackingStore, asked: Change): Promise<TenantRecord> {
  const change = asked.before.claim?.mode === 'rehearse' ? standingStill(asked) : asked;
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

/** While a rehearsal holds a tenant, the tenant stays where it stands, and the journal says that it was a rehearsal. */
function standingStill(change: Change): Change {
  const { status, active, attempt, executions, samples, rehearsals } = change.before;
  return {
    ...change,
    set: { ...change.set, status, active, attempt, executions, samples },
    note: { ...change.note, detail: { ...change.note.detail, rehearsal: rehearsals } },
  };
}

/** Refuses to work for a run that no longer holds the tenant, such as a handler that outlived its execution. */
export function expectClaim(
  { claim, status, attempt, rehearsals }: TenantRecord,
  run: RunRef,
  machine: 'migrate-tenant' | 'rollback-tenant' = 'migrate-tenant',
): void {
  const latest = run.mode === 'rehearse' ? rehearsals : attempt;
  if (claim?.machine === machine && claim.mode === run.mode && run.attempt === latest) return;
  throw new MoveNotAllowed({
    subject: formatRun(run),
    found: `the tenant is ${status} and no longer held by this run`,
    next: 'look at its journal: another run or a rollback has taken over',
  });
}
