import type { Clock } from '#src/clock.ts';
import type { JournalEntry } from '#src/tracking/journal.ts';
import type { TenantRecord, TenantStatus } from '#src/tracking/tenant-record.ts';
import type { TrackingStore } from '#src/tracking/tracking-store.ts';

/** One thing that happened to one tenant. */
export interface Happening {
  readonly tenant: string;
  readonly status: TenantStatus;
  readonly entry: JournalEntry;
}

export interface FollowOptions {
  readonly tenants: readonly string[];
  readonly tracking: TrackingStore;
  readonly clock: Clock;
  /** Real milliseconds; a tenant that has not ended by then is returned as it stands. */
  readonly patienceMilliseconds: number;
  readonly onHappening: (happening: Happening) => void;
  /** Given every record at every look. */
  readonly onLook?: (record: TenantRecord) => void;
}

const ENDS: readonly TenantStatus[] = ['migrated', 'rolledBack', 'held', 'quarantined'];
const POLL_MILLISECONDS = 400;

/** Reads the tenants' journals until each has come to an end, telling every new entry once. */
export async function followTenants(options: FollowOptions): Promise<readonly TenantRecord[]> {
  const { tenants, tracking, clock, patienceMilliseconds, onLook } = options;
  const told = new Map<string, number>();
  const deadline = clock.now().getTime() + patienceMilliseconds;
  for (;;) {
    const records = await Promise.all(tenants.map(async (tenant) => await tracking.readRecord(tenant)));
    for (const record of records) onLook?.(record);
    await Promise.all(records.map(async (record) => await tellNew(record, told, options)));
    const allEnded = records.every(({ status, claim }) => ENDS.includes(status) && !claim);
    if (allEnded || clock.now().getTime() > deadline) return records;
    await clock.sleep(POLL_MILLISECONDS);
  }
}

async function tellNew(record: TenantRecord, told: Map<string, number>, options: FollowOptions): Promise<void> {
  const known = told.get(record.tenant) ?? 0;
  if (record.version <= known) return;
  told.set(record.tenant, record.version);
  const journal = await options.tracking.readJournal(record.tenant);
  const news = journal.filter(({ sequence }) => sequence > known && sequence <= record.version);
  for (const entry of news) options.onHappening({ tenant: record.tenant, status: record.status, entry });
}
