import { advance } from '#src/migration/advance.ts';
import type { Ports } from '#src/migration/ports.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

/** Takes a tenant out of all automatic work and pulls the brake of its region group: a person must look. */
export async function quarantine(
  { tenant, reason }: { readonly tenant: string; readonly reason: string },
  { tracking, clock }: Pick<Ports, 'tracking' | 'clock'>,
): Promise<{ readonly outcome: 'Quarantined' | 'Abandoned'; readonly reason: string }> {
  const record = await tracking.readRecord(tenant);
  if (record.claim?.mode === 'rehearse') return await abandon(record, reason, { tracking, clock });
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

/** A rehearsal endangers no truth, so nothing is braked: its claim is given back, and the next rehearsal removes what it left. */
async function abandon(
  before: TenantRecord,
  reason: string,
  { tracking, clock }: Pick<Ports, 'tracking' | 'clock'>,
): Promise<{ readonly outcome: 'Abandoned'; readonly reason: string }> {
  const note = { event: 'rehearsalAbandoned', at: clock.now().toISOString(), detail: { reason } };
  await advance(tracking, { before, set: {}, unset: ['claim'], note });
  return { outcome: 'Abandoned', reason };
}
