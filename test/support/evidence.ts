import type { TenantEvidence } from '#local/demo/evidence.ts';
import { chainEntry, FIRST_HASH, type JournalEntry } from '#src/tracking/journal.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';
import { aTenant } from '#test/support/tenant.ts';

/** A record that has come through a run. */
export function aRecord(overrides: Partial<TenantRecord> = {}): TenantRecord {
  return {
    ...aTenant(),
    version: 9,
    status: 'migrated',
    active: 'target',
    attempt: 1,
    executions: 1,
    rehearsals: 0,
    cutOver: 'auto',
    holdRequested: false,
    samples: 3,
    updatedAt: '2026-11-24T10:00:30.000Z',
    ...overrides,
  };
}

/** Entries one after the other, each given as `event second`. */
export function aJournal(...given: readonly string[]): readonly JournalEntry[] {
  const entries: JournalEntry[] = [];
  for (const [index, text] of given.entries()) {
    const [event = '', second = ''] = text.split(' ');
    const note = { event, at: `2026-11-24T10:00:${second.padStart(2, '0')}.000Z`, detail: {} };
    const previous = entries.at(-1)?.hash ?? FIRST_HASH;
    entries.push(chainEntry({ tenant: 'alder-prod', sequence: index + 1, previous }, note));
  }
  return entries;
}

export function anEvidence(overrides: Partial<TenantEvidence> = {}): TenantEvidence {
  return {
    partition: 'aws',
    record: aRecord(),
    journal: aJournal(
      'registered 0',
      'claimed 1',
      'backedUp 5',
      'exported 8',
      'imported 12',
      'ready 13',
      'published 15',
      'migrated 20',
    ),
    receipts: NO_RECEIPTS,
    manifest: undefined,
    verdict: undefined,
    ...overrides,
  };
}

export const NO_RECEIPTS: TenantEvidence['receipts'] = {
  backup: undefined,
  export: undefined,
  import: undefined,
  validate: undefined,
  cutover: undefined,
  rollback: undefined,
};
