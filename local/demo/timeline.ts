import type { JournalEntry } from '#src/tracking/journal.ts';

/** One step of a tenant's run, between two instants (unix milliseconds). */
export interface Segment {
  readonly step: string;
  readonly from: number;
  readonly to: number;
  /** The journal's word for how it ended, or `failed`. */
  readonly outcome: string;
}

/** The steps of a run in their order; the one that had begun when a rollback started is the one that failed. */
const ORDER = ['preflight', 'backup', 'export', 'import', 'validate', 'cutover', 'soak'] as const;

/** The step that each journal entry ends; entries that end none are part of the step they stand in. */
const ENDS: Readonly<Record<string, string>> = {
  backedUp: 'backup',
  exported: 'export',
  imported: 'import',
  ready: 'validate',
  published: 'cutover',
  migrated: 'soak',
  rolledBack: 'rollback',
  held: 'hold',
  quarantined: 'quarantine',
};

/** Cuts a journal into the steps between its entries. `backupOpenedAt`, from the receipt, tells preflight from backup. */
export function segmentsOf(journal: readonly JournalEntry[], backupOpenedAt?: string): readonly Segment[] {
  const segments: Segment[] = [];
  let from = Date.parse(journal.find(({ event }) => event === 'claimed')?.at ?? '');
  const end = (step: string, to: number, outcome: string) => {
    segments.push({ step, from, to, outcome });
    from = to;
  };
  for (const { event, at } of journal) {
    const to = Date.parse(at);
    if (event === 'backedUp' && backupOpenedAt) end('preflight', Date.parse(backupOpenedAt), 'checked');
    if (event === 'rollbackStarted') end(nextAfter(segments.at(-1)?.step), to, 'failed');
    const step = ENDS[event];
    if (step) end(step, to, event);
  }
  return segments;
}

function nextAfter(step: string | undefined): string {
  return ORDER[ORDER.findIndex((known) => known === step) + 1] ?? 'soak';
}
