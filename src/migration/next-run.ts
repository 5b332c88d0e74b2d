import type { RunRef } from '#src/run-ref.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

/** Whether the next execution begins a new attempt; otherwise it goes on with the last one and keeps its receipts. */
export function beginsNewAttempt({ status, attempt }: Pick<TenantRecord, 'status' | 'attempt'>): boolean {
  return status === 'registered' || status === 'rolledBack' || attempt === 0;
}

/** The run that the next start of the tenant would work for. */
export function nextRunOf(record: Pick<TenantRecord, 'tenant' | 'status' | 'attempt'>): RunRef {
  const { tenant, attempt } = record;
  return { tenant, attempt: beginsNewAttempt(record) ? attempt + 1 : attempt };
}
