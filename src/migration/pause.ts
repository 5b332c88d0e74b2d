import { advance } from '#src/migration/advance.ts';
import type { Ports } from '#src/migration/ports.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

/**
 * The one place that reads the brake and a person's hold: called before each step, never between flip and publication.
 * Holds the tenant and returns why, or returns undefined to go on.
 */
export async function pause(record: TenantRecord, ports: Ports): Promise<string | undefined> {
  const brake = await ports.tracking.readBrake(record.group);
  const reason = record.holdRequested
    ? 'a person asked to hold it'
    : brake && `the brake of ${brake.group} is on: ${brake.reason}`;
  if (reason) await holdTenant(record, reason, ports);
  return reason;
}

/** Truth stays where it is; the claim is given back, so that a new execution may go on with the same attempt. */
export async function holdTenant(
  before: TenantRecord,
  reason: string,
  { tracking, clock }: Pick<Ports, 'tracking' | 'clock'>,
): Promise<void> {
  await advance(tracking, {
    before,
    set: { status: 'held', reason },
    unset: ['claim'],
    note: { event: 'held', at: clock.now().toISOString(), detail: { reason } },
  });
}
