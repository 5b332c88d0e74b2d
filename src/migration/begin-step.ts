import { expectClaim } from '#src/migration/advance.ts';
import { brakeOf, pause } from '#src/migration/pause.ts';
import type { Ports } from '#src/migration/ports.ts';
import type { RunRef } from '#src/run-ref.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

/** A decision every step may come to instead of working. */
export interface Held {
  readonly outcome: 'Held';
  readonly reason: string;
}

/** Reads the record, refuses a run that lost its claim, and stops at a brake or a hold. */
export async function beginStep(run: RunRef, ports: Ports): Promise<{ record: TenantRecord } | { held: Held }> {
  const record = await ports.tracking.readRecord(run.tenant);
  const before = heldBefore(record, run);
  if (before) return { held: before };
  expectClaim(record, run);
  const reason = run.mode === 'rehearse' ? await brakeOf(record, ports) : await pause(record, ports);
  return reason ? { held: { outcome: 'Held', reason } } : { record };
}

/** Where this very step held the run and died before it could say so, the answer is the same. */
export function heldBefore({ status, claim, attempt, reason = '' }: TenantRecord, run: RunRef): Held | undefined {
  const isHeld = status === 'held' && !claim && !run.mode && attempt === run.attempt;
  return isHeld ? { outcome: 'Held', reason } : undefined;
}
