import type { TenantRecord } from '#src/tracking/tenant-record.ts';
import type { WaveMember } from '#src/tracking/wave.ts';

/** What one machine may run side by side, and so the most that one wave may hold. */
export const MOST_MEMBERS = 40;

/**
 * Who moves when nobody is named: those that were never tried, and those that were held by something that may have
 * passed. Whoever a person holds, or who was rolled back or quarantined, moves only when named;
 * whoever lives on their own site is not moved from here at all.
 */
export function dueTenants(records: readonly TenantRecord[], group: string): readonly TenantRecord[] {
  return records
    .filter((record) => record.group === group && isDue(record))
    .toSorted((one, other) => (one.tenant < other.tenant ? -1 : 1))
    .slice(0, MOST_MEMBERS);
}

function isDue({ status, active, claim, holdRequested, cutOver, attempt, variant }: TenantRecord): boolean {
  if (claim || active === 'target' || holdRequested || variant === 'air-gapped') return false;
  const waitsForGo = cutOver === 'hold' && attempt > 0;
  return status === 'registered' || (status === 'held' && !waitsForGo);
}

export function memberOf({ tenant, attempt, executions }: TenantRecord): WaveMember {
  return { tenant, attempt, executions };
}

/** Whether anything was run for the tenant since the wave claimed it. */
export function hasBegun(member: WaveMember, record: TenantRecord): boolean {
  return record.claim !== undefined || record.attempt !== member.attempt || record.executions !== member.executions;
}
