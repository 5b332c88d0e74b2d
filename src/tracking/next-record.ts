import type { Note } from '#src/tracking/journal.ts';
import type { Tenant, TenantRecord } from '#src/tracking/tenant-record.ts';
import type { Change } from '#src/tracking/tracking-store.ts';

/** The record a change leads to. */
export function nextRecord({ before, set, unset = [], note }: Change): TenantRecord {
  const next: TenantRecord = { ...before, ...set, version: before.version + 1, updatedAt: note.at };
  for (const field of unset) delete next[field];
  return next;
}

/** The record of a tenant that nothing has happened to yet. */
export function firstRecord(tenant: Tenant, note: Note): TenantRecord {
  return {
    ...tenant,
    version: 1,
    status: 'registered',
    active: 'source',
    attempt: 0,
    executions: 0,
    cutOver: 'auto',
    holdRequested: false,
    rehearsals: 0,
    samples: 0,
    updatedAt: note.at,
  };
}
