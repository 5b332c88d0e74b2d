import { advance } from '#src/migration/advance.ts';
import type { Ports } from '#src/migration/ports.ts';

/** Takes a tenant out of all automatic work and pulls the brake of its region group: a person must look. */
export async function quarantine(
  { tenant, reason }: { readonly tenant: string; readonly reason: string },
  { tracking, clock }: Pick<Ports, 'tracking' | 'clock'>,
): Promise<{ readonly outcome: 'Quarantined'; readonly reason: string }> {
  const record = await tracking.readRecord(tenant);
  const at = clock.now().toISOString();
  await tracking.pullBrake({ group: record.group, reason: `${tenant} is quarantined: ${reason}`, pulledAt: at });
  await advance(tracking, {
    before: record,
    set: { status: 'quarantined', reason },
    unset: ['claim'],
    note: { event: 'quarantined', at, detail: { reason, active: record.active } },
  });
  return { outcome: 'Quarantined', reason };
}
