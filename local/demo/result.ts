import type { JournalEntry } from '#src/tracking/journal.ts';
import type { ClosedReceipt } from '#src/tracking/receipts.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

/** What one tenant's move came to. */
export interface TenantResult {
  readonly tenant: string;
  readonly stack: string;
  readonly variant: string;
  readonly region: string;
  readonly partition: string;
  readonly outcome: string;
  readonly steps: readonly StepResult[];
  /** Canonical content digest of the state that was moved; absent when it was never exported. */
  readonly digest: string | null;
}

export interface StepResult {
  readonly step: string;
  readonly seconds: number;
  readonly outcome: string;
}

/** The one document of `--json`. */
export interface DemoResult {
  readonly ok: boolean;
  readonly run: string;
  readonly seconds: number;
  readonly tenants: readonly TenantResult[];
  /** Folder with everything that was kept as evidence. */
  readonly evidence: string;
  readonly report: string;
}

/** The step each journal entry ends; entries that end none are part of the step they stand in. */
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

export function resultOf(
  record: TenantRecord,
  journal: readonly JournalEntry[],
  exported: ClosedReceipt<'export'> | undefined,
  partition: string,
): TenantResult {
  const { organization, project, stack } = record.stack;
  return {
    tenant: record.tenant,
    stack: `${organization}/${project}/${stack}`,
    variant: record.variant,
    region: record.cluster.region,
    partition,
    outcome: record.status,
    steps: stepsOf(journal),
    digest: exported?.digest ?? null,
  };
}

/** Time between the journal's entries, summed up by the step they end. */
export function stepsOf(journal: readonly JournalEntry[]): StepResult[] {
  const steps: StepResult[] = [];
  let began = Date.parse(journal.find(({ event }) => event === 'claimed')?.at ?? '');
  for (const { event, at } of journal) {
    const step = ENDS[event];
    if (!step) continue;
    const ended = Date.parse(at);
    steps.push({ step, seconds: Math.round((ended - began) / 10) / 100, outcome: event });
    began = ended;
  }
  return steps;
}
