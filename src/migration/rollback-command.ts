import { z } from 'zod';
import { MoveNotAllowed } from '#src/errors.ts';
import type { Ports } from '#src/migration/ports.ts';
import { formatRun } from '#src/run-ref.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

/** A person asks for the way back. */
export const rollbackCommandSchema = z.strictObject({
  command: z.literal('rollBack'),
  tenant: z.string(),
  reason: z.string().min(1),
});

export type RollbackCommand = z.infer<typeof rollbackCommandSchema>;

/** Starts rollback-tenant; the same start asked twice is one execution. Returns the execution's ARN. */
export type StartRollback = (start: {
  readonly name: string;
  readonly tenant: string;
  readonly group: string;
  readonly reason: string;
  /** The execution whose claim alone may be taken back. */
  readonly lost?: string;
}) => Promise<string>;

/** Starts the way back where there is something to undo; the machine decides the rest from the receipts. */
export async function carryOutRollback(
  { tenant, reason }: RollbackCommand,
  { tracking }: Pick<Ports, 'tracking'>,
  startRollback: StartRollback,
): Promise<{ readonly outcome: 'Started'; readonly execution: string }> {
  const record = await tracking.readRecord(tenant);
  if (!isToUndo(record)) throw nothingToUndo(record);
  const run = formatRun({ tenant, attempt: record.attempt });
  // The version makes the name new wherever something has happened since the last time somebody asked.
  const name = `${run}-back-${record.version}`;
  // Of a rehearsal only that rehearsal: it may end before the machine looks, and the move that waits behind it must stay.
  const rehearsal = record.claim?.mode === 'rehearse' ? { lost: record.claim.execution } : {};
  const asked = { name, tenant, group: record.group, reason: `a person asked: ${reason}` };
  const execution = await startRollback({ ...asked, ...rehearsal });
  return { outcome: 'Started', execution };
}

function isToUndo({ attempt, status, claim }: TenantRecord): boolean {
  if (claim?.mode === 'rehearse') return true;
  return attempt > 0 && status !== 'rolledBack' && status !== 'migrated';
}

function nothingToUndo({ tenant, attempt, status }: TenantRecord): MoveNotAllowed {
  return new MoveNotAllowed({
    subject: tenant,
    found: attempt === 0 ? 'it was never started, so nothing is to be undone' : `it is ${status}`,
    next: `stackferry explain ${tenant}`,
  });
}
