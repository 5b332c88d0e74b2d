import { beforeEach, describe, expect, it } from '@jest/globals';
import { findBrokenLink } from '#src/tracking/journal.ts';
import type { Receipt } from '#src/tracking/receipts.ts';
import type { TrackingStore } from '#src/tracking/tracking-store.ts';
import { aNote, aTenant } from '#test/support/tenant.ts';

/** What every tracking store must do; run against the fake and against the real table. */
export function trackingContract(name: string, open: () => Promise<TrackingStore>): void {
  describe(`tracking store: ${name}`, () => {
    let store: TrackingStore;
    let count = 0;
    const fresh = () => aTenant({ tenant: `tenant-${Date.now()}-${++count}` });

    beforeEach(async () => {
      store = await open();
    });

    it('registers a tenant once and returns the first record afterwards', async () => {
      const tenant = fresh();

      const first = await store.register(tenant, aNote());
      const again = await store.register({ ...tenant, variant: 'compliance' }, aNote());

      expect(again).toEqual(first);
      expect(first).toMatchObject({ version: 1, status: 'registered', active: 'source', attempt: 0 });
    });

    it('names the tenant it does not know', async () => {
      await expect(store.readRecord('nobody')).rejects.toMatchObject({ name: 'TenantNotFound', subject: 'nobody' });
    });

    it('changes record, receipt and journal together', async () => {
      const before = await store.register(fresh(), aNote());
      const run = { tenant: before.tenant, attempt: 1 };
      const receipt: Receipt = { kind: 'open', step: 'import', run, openedAt: aNote().at, keys: ['a', 'b'] };

      const after = await store.commit({
        before,
        set: { status: 'preflight', attempt: 1 },
        receipt,
        note: aNote('claimed'),
      });

      expect(await store.readRecord(before.tenant)).toEqual(after);
      expect(after).toMatchObject({ version: 2, status: 'preflight' });
      expect(await store.readReceipt('import', run)).toEqual(receipt);
      expect((await store.readJournal(before.tenant)).map(({ event }) => event)).toEqual(['registered', 'claimed']);
    });

    it('refuses a change of a record that moved, and writes nothing of it', async () => {
      const before = await store.register(fresh(), aNote());
      await store.commit({ before, set: { samples: 1 }, note: aNote('first') });

      const late = store.commit({ before, set: { samples: 9 }, note: aNote('second') });

      await expect(late).rejects.toMatchObject({ name: 'RecordMoved' });
      expect((await store.readRecord(before.tenant)).samples).toBe(1);
      expect(await store.readJournal(before.tenant)).toHaveLength(2);
    });

    it('takes away what a change unsets', async () => {
      const registered = await store.register(fresh(), aNote());
      const claim = { machine: 'migrate-tenant', execution: 'arn:x', takenAt: aNote().at } as const;
      const claimed = await store.commit({ before: registered, set: { claim }, note: aNote('claimed') });

      await store.commit({ before: claimed, set: {}, unset: ['claim'], note: aNote('released') });

      expect((await store.readRecord(registered.tenant)).claim).toBeUndefined();
    });

    it('chains the journal, so that a changed or missing entry shows', async () => {
      let record = await store.register(fresh(), aNote());
      for (const event of ['one', 'two', 'three'])
        record = await store.commit({ before: record, set: {}, note: aNote(event) });

      const journal = await store.readJournal(record.tenant);

      expect(findBrokenLink(journal)).toBeUndefined();
      expect(
        findBrokenLink(journal.map((entry) => (entry.event === 'two' ? { ...entry, event: 'forged' } : entry))),
      ).toBe(3);
      expect(findBrokenLink(journal.filter(({ event }) => event !== 'two'))).toBe(4);
    });

    it('lists every tenant', async () => {
      const [one, two] = [fresh(), fresh()];
      await store.register(one, aNote());
      await store.register(two, aNote());

      const names = (await store.listRecords()).map(({ tenant }) => tenant);

      expect(names).toEqual(expect.arrayContaining([one.tenant, two.tenant]));
    });

    it('remembers a pulled brake with its reason', async () => {
      const brake = { group: `group-${Date.now()}`, reason: 'a test', pulledAt: aNote().at };

      await store.pullBrake(brake);

      expect(await store.readBrake(brake.group)).toEqual(brake);
      expect(await store.readBrake('another')).toBeUndefined();
    });
  });
}
