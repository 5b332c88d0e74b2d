import { expectClaim } from '#src/migration/advance.ts';
import { pause } from '#src/migration/pause.ts';
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
  expectClaim(record, run);
  const reason = await pause(record, ports);
  return reason ? { held: { outcome: 'Held', reason } } : { record };
}
