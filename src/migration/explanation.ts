import type { JournalEntry } from '#src/tracking/journal.ts';
import type { StepName } from '#src/tracking/receipts.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';
import type { Brake } from '#src/tracking/tracking-store.ts';
import type { Slots } from '#src/tracking/wave.ts';

/** Everything that is known about one tenant. */
export interface Story {
  readonly record: TenantRecord;
  /** The steps of the present attempt that have left a receipt. */
  readonly receipts: Readonly<Partial<Record<StepName, 'open' | 'closed'>>>;
  readonly journal: readonly JournalEntry[];
  /** Of the tenant's group, where it is on. */
  readonly brake: Brake | undefined;
  /** Of the tenant's group, where a wave has asked for some. */
  readonly slots: Slots | undefined;
}

/** Who has to act before anything changes. */
export type Awaited = 'nobody' | 'the machine' | 'time' | 'a person';

export interface Answer {
  /** What is going on, in one sentence. */
  readonly happening: string;
  readonly because: string;
  readonly awaits: Awaited;
  /** What a person must do or find out before `next` helps. */
  readonly first?: string;
  /** The next command that does no harm. */
  readonly next: string;
}

export interface Explanation extends Answer {
  readonly tenant: string;
  readonly status: TenantRecord['status'];
  readonly active: TenantRecord['active'];
  readonly receipts: Story['receipts'];
  /** The newest entries of the journal, oldest first. */
  readonly lately: readonly JournalEntry[];
  /** Sequence number of the first journal entry that does not follow from the one before: somebody changed it. */
  readonly brokenAt: number | undefined;
}
