import { beforeEach, describe, expect, it } from '@jest/globals';
import { findBrokenLink } from '#src/tracking/journal.ts';
import type { Receipt } from '#src/tracking/receipts.ts';
import type { TrackingStore } from '#src/tracking/tracking-store.ts';
import { aNote, aTenant, aWave } from '#test/support/tenant.ts';

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
      const receipt: Receipt = {
        kind: 'open',
        step: 'import',
        run,
        openedAt: aNote().at,
        keys: ['a', 'b'],
        history: ['1'],
      };

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

    it('keeps the receipts of attempts and of rehearsals apart', async () => {
      const registered = await store.register(fresh(), aNote());
      const move = { tenant: registered.tenant, attempt: 1 };
      const rehearsal = { ...move, mode: 'rehearse' } as const;
      const opened = { kind: 'open' as const, step: 'import' as const, openedAt: aNote().at, history: [] };
      const receipts: Receipt[] = [
        { ...opened, run: move, keys: ['a'] },
        { ...opened, run: rehearsal, keys: ['b'] },
      ];

      let before = registered;
      for (const receipt of receipts) before = await store.commit({ before, set: {}, receipt, note: aNote('opened') });

      expect(await store.readReceipt('import', move)).toEqual(receipts[0]);
      expect(await store.readReceipt('import', rehearsal)).toEqual(receipts[1]);
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

    it('forgets a brake that was taken off, until it is pulled again', async () => {
      const brake = { group: `group-${Date.now()}-off`, reason: 'a test', pulledAt: aNote().at };
      await store.pullBrake(brake);

      await store.releaseBrake(brake.group, { reason: 'all is well', at: aNote().at });

      expect(await store.readBrake(brake.group)).toBeUndefined();
      await store.pullBrake(brake);
      expect(await store.readBrake(brake.group)).toEqual(brake);
    });

    it('keeps a wave as the last writer left it, and lists it', async () => {
      const wave = aWave({ wave: `wave-${Date.now()}-${++count}` });

      const first = await store.putWave(wave);
      const second = await store.putWave({ ...first, status: 'ended', tally: { Soaking: 1 } });

      expect(await store.readWave(wave.wave)).toEqual(second);
      expect(second).toEqual({ ...wave, status: 'ended', tally: { Soaking: 1 }, version: 2 });
      expect(await store.listWaves()).toContainEqual(second);
      expect(await store.readWave('never')).toBeUndefined();
    });

    it.each([0, 1])('refuses a wave read at version %s when another writer was first', async (read) => {
      const wave = aWave({ wave: `wave-${Date.now()}-${++count}` });
      const first = await store.putWave(wave);
      const second = await store.putWave({ ...first, status: 'held' });

      const late = store.putWave({ ...wave, version: read, status: 'ended' });

      await expect(late).rejects.toMatchObject({ name: 'RecordMoved', subject: wave.wave });
      expect(await store.readWave(wave.wave)).toEqual(second);
    });

    it('gives a slot to one of two that ask at once', async () => {
      const slots = { group: `group-${Date.now()}-${++count}`, limit: 1, holders: [], waiting: [], version: 0 };
      const held = (tenant: string) => ({ ...slots, holders: [{ tenant, wave: 'w', at: aNote().at }] });

      const both = await Promise.allSettled([store.putSlots(held('one')), store.putSlots(held('other'))]);

      expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect((await store.readSlots(slots.group))?.holders).toHaveLength(1);
      expect(await store.readSlots('another')).toBeUndefined();
    });
  });
}
