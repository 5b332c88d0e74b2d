import { advance } from '#src/migration/advance.ts';
import type { Ports } from '#src/migration/ports.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

/**
 * Holds the tenant where the brake is on or a person asked for it, and returns why, or returns undefined to go on. Called
 * before each step, never between flip and publication.
 */
export async function pause(
  record: TenantRecord,
  ports: Pick<Ports, 'tracking' | 'clock'>,
): Promise<string | undefined> {
  const reason = await reasonToPause(record, ports);
  if (reason) await holdTenant(record, reason, ports);
  return reason;
}

/** The one place that reads the brake and a person's hold. */
export async function reasonToPause(
  { group, holdRequested }: Pick<TenantRecord, 'group' | 'holdRequested'>,
  { tracking }: Pick<Ports, 'tracking'>,
): Promise<string | undefined> {
  return holdRequested ? 'a person asked to hold it' : await brakeOf({ group }, { tracking });
}

/** Why the brake is on. A rehearsal heeds it alone: a person's hold is about moving. */
export async function brakeOf(
  { group }: Pick<TenantRecord, 'group'>,
  { tracking }: Pick<Ports, 'tracking'>,
): Promise<string | undefined> {
  const brake = await tracking.readBrake(group);
  return brake && `the brake of ${group} is on: ${brake.reason}`;
}

/**
 * Truth stays where it is; the claim is given back, so that a new execution may go on with the same attempt. A tenant that was
 * rolled back stays so: there is nothing to go on with.
 */
export async function holdTenant(
  before: TenantRecord,
  reason: string,
  { tracking, clock }: Pick<Ports, 'tracking' | 'clock'>,
): Promise<void> {
  if (before.status === 'rolledBack') return;
  await advance(tracking, {
    before,
    set: { status: 'held', reason },
    unset: ['claim'],
    note: { event: 'held', at: clock.now().toISOString(), detail: { reason } },
  });
}
