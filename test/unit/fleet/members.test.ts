import { describe, expect, it } from '@jest/globals';
import { dueTenants, hasBegun, MOST_MEMBERS, memberOf } from '#src/fleet/members.ts';
import { firstRecord } from '#src/tracking/next-record.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';
import { aNote, aTenant } from '#test/support/tenant.ts';

const claim = { machine: 'migrate-tenant', execution: 'arn:x', takenAt: aNote().at } as const;
const aRecord = (changes: Partial<TenantRecord> = {}) => ({ ...firstRecord(aTenant(), aNote()), ...changes });
const namesOf = (records: readonly TenantRecord[]) => records.map(({ tenant }) => tenant);

describe('who is due', () => {
  it.each([
    { who: 'one that was never tried', changes: {}, isDue: true },
    { who: 'one that was held', changes: { status: 'held', attempt: 1 }, isDue: true },
    {
      who: 'one that was held at ready for a person',
      changes: { status: 'held', attempt: 1, cutOver: 'hold' },
      isDue: false,
    },
    { who: 'one that a person holds', changes: { holdRequested: true }, isDue: false },
    { who: 'one that was rolled back', changes: { status: 'rolledBack', attempt: 1 }, isDue: false },
    { who: 'one in quarantine', changes: { status: 'quarantined', attempt: 1 }, isDue: false },
    { who: 'one that moves already', changes: { status: 'preflight', attempt: 1, claim }, isDue: false },
    { who: 'one that has moved', changes: { status: 'migrated', active: 'target', attempt: 1 }, isDue: false },
    { who: 'one on its own site', changes: { variant: 'air-gapped' }, isDue: false },
    { who: 'one of another group', changes: { group: 'europe' }, isDue: false },
  ] satisfies { who: string; changes: Partial<TenantRecord>; isDue: boolean }[])(
    '$who: $isDue',
    ({ changes, isDue }) => {
      expect(dueTenants([aRecord(changes)], 'americas')).toHaveLength(isDue ? 1 : 0);
    },
  );

  it('comes by name, and no more than a wave may hold', () => {
    const names = Array.from({ length: MOST_MEMBERS + 1 }, (_, index) => `tenant-${100 + index}`);

    const due = dueTenants(
      names.toReversed().map((tenant) => aRecord({ tenant })),
      'americas',
    );

    expect(namesOf(due)).toEqual(names.slice(0, MOST_MEMBERS));
  });
});

describe('a member of a wave', () => {
  const held = aRecord({ status: 'held', attempt: 1, executions: 2 });

  it.each([
    { what: 'nothing ran since', now: held, expected: false },
    { what: 'it was only held again', now: { ...held, reason: 'another', version: 9 }, expected: false },
    { what: 'it runs', now: { ...held, claim }, expected: true },
    { what: 'it ran once more and was held', now: { ...held, executions: 3 }, expected: true },
    { what: 'it was tried anew', now: { ...held, attempt: 2, executions: 1 }, expected: true },
  ])('has begun where $what: $expected', ({ now, expected }) => {
    expect(hasBegun(memberOf(held), now)).toBe(expected);
  });
});
