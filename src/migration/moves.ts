import type { TenantStatus } from '#src/tracking/tenant-record.ts';

/**
 * Where a tenant may go from where it stands. Staying is always allowed. A run that was held goes through preflight
 * again and keeps its receipts, so from preflight it may reach any step whose work is still open.
 */
const MOVES: Readonly<Record<TenantStatus, readonly TenantStatus[]>> = {
  registered: ['preflight', 'held'],
  preflight: ['backedUp', 'exported', 'imported', 'ready', 'held', 'rollingBack', 'quarantined'],
  backedUp: ['exported', 'held', 'rollingBack', 'quarantined'],
  exported: ['imported', 'held', 'rollingBack', 'quarantined'],
  imported: ['ready', 'held', 'rollingBack', 'quarantined'],
  ready: ['preflight', 'cuttingOver', 'held', 'rollingBack', 'quarantined'],
  cuttingOver: ['soaking', 'held', 'rollingBack', 'quarantined'],
  soaking: ['migrated', 'held', 'rollingBack', 'quarantined'],
  migrated: [],
  held: ['preflight', 'soaking', 'rollingBack', 'quarantined'],
  rollingBack: ['rolledBack', 'quarantined'],
  // Not held: it would then go on with the attempt that was taken back.
  rolledBack: ['preflight'],
  quarantined: ['rollingBack'],
};

export function isMoveAllowed(from: TenantStatus, to: TenantStatus): boolean {
  return from === to || MOVES[from].includes(to);
}
