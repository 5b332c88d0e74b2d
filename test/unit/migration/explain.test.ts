import { describe, expect, it } from '@jest/globals';
import { explain } from '#src/migration/explain.ts';
import type { Story } from '#src/migration/explanation.ts';
import { chainEntry, FIRST_HASH } from '#src/tracking/journal.ts';
import { firstRecord } from '#src/tracking/next-record.ts';
import { TENANT_STATUSES, type TenantRecord } from '#src/tracking/tenant-record.ts';
import { aNote, aTenant } from '#test/support/tenant.ts';

const AT = '2026-11-24T10:00:00.000Z';
const CLAIM = { machine: 'migrate-tenant', execution: 'arn:aws:states:…', takenAt: AT } as const;
const READY = 'ready: cut-over waits for a person to say go';
const BRAKE = { group: 'americas', reason: 'birch-prod is quarantined', pulledAt: AT };

function aRecord(set: Partial<TenantRecord>): TenantRecord {
  return { ...firstRecord(aTenant(), aNote()), attempt: 1, executions: 1, ...set };
}

function aStory(set: Partial<TenantRecord>, rest: Partial<Omit<Story, 'record'>> = {}): Story {
  return { record: aRecord(set), receipts: {}, journal: [], brake: undefined, slots: undefined, ...rest };
}

describe('explaining a tenant', () => {
  it.each(TENANT_STATUSES)('has an answer to every question of one that is %s', (status) => {
    const explanation = explain(aStory({ status }));

    expect(explanation).toMatchObject({
      tenant: 'alder-prod',
      status,
      happening: expect.stringMatching(/./),
      because: expect.stringMatching(/./),
      awaits: expect.stringMatching(/^(nobody|the machine|time|a person)$/),
      next: expect.stringMatching(/^stackferry /),
    });
  });

  it.each(['preflight', 'backedUp', 'exported', 'imported', 'ready', 'cuttingOver', 'rollingBack'] as const)(
    'awaits the machine while one works: %s',
    (status) => {
      const { awaits, because } = explain(aStory({ status, claim: CLAIM }));

      expect([awaits, because]).toEqual([
        'the machine',
        expect.stringContaining(status === 'rollingBack' ? 'rolled back' : 'migrate-tenant'),
      ]);
    },
  );

  it('sends a person to a run that nobody holds any more', () => {
    expect(explain(aStory({ status: 'exported' }))).toMatchObject({
      awaits: 'a person',
      next: 'stackferry start alder-prod --hold',
    });
  });

  it('rehearses what was never rehearsed, and goes on where that went well', () => {
    const registered = { status: 'registered', attempt: 0 } as const;

    expect(explain(aStory(registered)).next).toBe('stackferry rehearse alder-prod');
    expect(explain(aStory({ ...registered, rehearsals: 1, rehearsedAt: AT })).next).toBe(
      'stackferry start alder-prod --hold',
    );
  });

  it('says why the last rehearsal did not go through', () => {
    const note = { event: 'rehearsalHeld', at: AT, detail: { reason: 'StackLocked: held by x' } };
    const journal = [chainEntry({ tenant: 'alder-prod', sequence: 1, previous: FIRST_HASH }, note)];

    expect(explain(aStory({ status: 'registered', attempt: 0, rehearsals: 1 }, { journal }))).toMatchObject({
      because: 'StackLocked: held by x',
      next: 'stackferry rehearse alder-prod',
    });
  });

  it('starts again after a rollback only where a rehearsal has gone well since', () => {
    const back = chainEntry({ tenant: 'alder-prod', sequence: 1, previous: FIRST_HASH }, aNote('rolledBack'));
    const rehearsed = chainEntry({ tenant: 'alder-prod', sequence: 2, previous: back.hash }, aNote('rehearsed'));

    expect(explain(aStory({ status: 'rolledBack' }, { journal: [back] })).next).toBe('stackferry rehearse alder-prod');
    expect(explain(aStory({ status: 'rolledBack' }, { journal: [back, rehearsed] })).next).toBe(
      'stackferry start alder-prod --hold',
    );
  });

  it('tells a rehearsal from a move', () => {
    const claim = { ...CLAIM, mode: 'rehearse' } as const;

    expect(explain(aStory({ status: 'registered', attempt: 0, claim }))).toMatchObject({
      happening: expect.stringContaining('rehearsed'),
      awaits: 'the machine',
    });
  });

  it('says which way a quarantined tenant stands and that the brake stays on', () => {
    expect(explain(aStory({ status: 'quarantined', active: 'target', reason: 'no way back' }))).toMatchObject({
      happening: expect.stringContaining('target'),
      because: 'no way back',
      first: expect.stringContaining('brake of americas'),
    });
  });

  it('names the journal entry that somebody changed', () => {
    const first = chainEntry({ tenant: 'alder-prod', sequence: 1, previous: FIRST_HASH }, aNote());
    const second = chainEntry({ tenant: 'alder-prod', sequence: 2, previous: first.hash }, aNote('claimed'));
    const changed = { ...second, event: 'rolledBack' };

    expect(explain(aStory({ status: 'held' }, { journal: [first, second] })).brokenAt).toBeUndefined();
    expect(explain(aStory({ status: 'held' }, { journal: [first, changed] })).brokenAt).toBe(2);
  });
});

describe('explaining a held tenant', () => {
  it('gives the words of the person who asked', () => {
    const note = { event: 'holdRequested', at: AT, detail: { reason: 'a freeze until Monday' } };
    const asked = chainEntry({ tenant: 'alder-prod', sequence: 1, previous: FIRST_HASH }, note);

    expect(explain(aStory({ status: 'held', holdRequested: true }, { journal: [asked] }))).toMatchObject({
      because: expect.stringContaining('a freeze until Monday'),
      next: 'stackferry start alder-prod --hold',
    });
  });

  it('names the brake while it is on', () => {
    expect(explain(aStory({ status: 'held', reason: 'the brake is on' }, { brake: BRAKE }))).toMatchObject({
      because: expect.stringContaining('birch-prod is quarantined'),
      next: 'stackferry brake off --group americas --why "…"',
    });
  });

  it('asks for go where everything compares and cut-over waits', () => {
    const story = aStory({ status: 'held', cutOver: 'hold', reason: READY }, { receipts: { validate: 'closed' } });

    expect(explain(story).next).toBe('stackferry cutover alder-prod');
  });

  it('does not ask for go before everything compares', () => {
    const story = aStory({ status: 'held', cutOver: 'hold', reason: 'StackLocked: held by x' });

    expect(explain(story).next).toBe('stackferry start alder-prod --hold');
  });

  it('does not ask for go where a later check found something', () => {
    const held = { status: 'held', cutOver: 'hold', reason: 'SourceMoved: version 8' } as const;

    expect(explain(aStory(held, { receipts: { validate: 'closed' } }))).toMatchObject({
      because: 'SourceMoved: version 8',
      next: 'stackferry start alder-prod --hold',
    });
  });

  it('says that the brake is off now where it was what held the tenant', () => {
    const reason = 'the brake of americas is on: birch-prod is quarantined';

    expect(explain(aStory({ status: 'held', reason })).because).toMatch(/^it was held because .*the brake is off now$/);
  });

  it('does not offer a start to one that lives on its own site', () => {
    expect(explain(aStory({ status: 'held', variant: 'air-gapped' })).next).toBe('stackferry status alder-prod');
  });

  it.each(['registered', 'held', 'rolledBack'] as const)(
    'has nothing to do for one that waits for a slot: %s',
    (status) => {
      const holders = [{ tenant: 'birch-prod', wave: 'w', at: AT }];
      const slots = { group: 'americas', limit: 1, holders, waiting: ['alder-prod'], version: 1 };

      expect(explain(aStory({ status }, { slots }))).toMatchObject({
        awaits: 'the machine',
        because: '1 of 1 slots of americas are taken',
      });
    },
  );

  it('turns each finding into what to do about it', () => {
    const reason = 'UpdateInProgress: ada has been running update; OperationsPending: 2 operations';

    expect(explain(aStory({ status: 'held', reason })).first).toBe(
      'let the deploy end; resolve the pending operations, as with pulumi refresh',
    );
  });

  it('offers the way back, never a new start, once the target is its truth', () => {
    const story = aStory({ status: 'held', active: 'target', reason: 'source is bad: split brain' }, { brake: BRAKE });

    expect(explain(story)).toMatchObject({
      because: 'source is bad: split brain',
      next: 'stackferry rollback alder-prod --why "…"',
    });
  });
});
