import type { RunRef } from '#src/run-ref.ts';
import type { JournalEntry, Note } from '#src/tracking/journal.ts';
import type { Receipt, ReceiptOf, StepName } from '#src/tracking/receipts.ts';
import type { Tenant, TenantRecord } from '#src/tracking/tenant-record.ts';
import type { Slots, Wave } from '#src/tracking/wave.ts';

/** What may change in a record; the store keeps the version and the time. */
export type RecordChange = Partial<Omit<TenantRecord, 'tenant' | 'version' | 'updatedAt'>>;

/** Record, receipt and journal entry change together or not at all. */
export interface Change {
  /** The record as read: the change is refused (`RecordMoved`) when it is no longer so. */
  readonly before: TenantRecord;
  readonly set: RecordChange;
  /** Fields taken away, such as the claim. */
  readonly unset?: readonly ('claim' | 'reason')[];
  readonly receipt?: Receipt;
  readonly note: Note;
}

/** The brake of a region group: who pulled it and why. */
export interface Brake {
  readonly group: string;
  readonly reason: string;
  readonly pulledAt: string;
}

/** Throws `TenantNotFound`, `RecordMoved`, `StoreUnavailable`, `AccessRefused`, `TargetMissing` (no table). */
export interface TrackingStore {
  /** Makes the record of a tenant; a repetition with the same tenant returns what is there. */
  register(tenant: Tenant, note: Note): Promise<TenantRecord>;
  readRecord(tenant: string): Promise<TenantRecord>;
  listRecords(): Promise<readonly TenantRecord[]>;
  commit(change: Change): Promise<TenantRecord>;
  readReceipt<Step extends StepName>(step: Step, run: RunRef): Promise<ReceiptOf<Step> | undefined>;
  /** Oldest first. */
  readJournal(tenant: string): Promise<readonly JournalEntry[]>;
  readBrake(group: string): Promise<Brake | undefined>;
  pullBrake(brake: Brake): Promise<void>;
  /** Takes the brake off; who did and why stays in the table. */
  releaseBrake(group: string, release: { readonly reason: string; readonly at: string }): Promise<void>;
  readWave(wave: string): Promise<Wave | undefined>;
  listWaves(): Promise<readonly Wave[]>;
  /**
   * Puts a wave in the place of what was read: its `version` is the one read, 0 where there was none. Returns it as it
   * stands now; `RecordMoved` when another writer was first. The same holds for slots.
   */
  putWave(wave: Wave): Promise<Wave>;
  readSlots(group: string): Promise<Slots | undefined>;
  putSlots(slots: Slots): Promise<Slots>;
}
