import { isMoveAllowed } from '#src/migration/moves.ts';
import { holdTenant } from '#src/migration/pause.ts';
import type { Ports } from '#src/migration/ports.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

/** Holds a tenant that nothing runs for. One that somebody works on, or that cannot be held, stays as it is. */
export async function holdUnstarted(
  record: TenantRecord,
  reason: string,
  ports: Pick<Ports, 'tracking' | 'clock'>,
): Promise<boolean> {
  if (record.claim || record.active === 'target' || !isMoveAllowed(record.status, 'held')) return false;
  if (record.status === 'held' && record.reason === reason) return true;
  await holdTenant(record, reason, ports);
  return true;
}
