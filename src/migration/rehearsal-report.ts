import type { Ports } from '#src/migration/ports.ts';
import { formatRun } from '#src/run-ref.ts';
import type { ClosedReceipt, Receipt, ReceiptOf, StepName } from '#src/tracking/receipts.ts';

export interface RehearsalEnding {
  readonly outcome: 'Rehearsed' | 'Held' | 'RolledBack';
  /** Why it did not go through. */
  readonly reason?: string;
}

/**
 * What a rehearsal showed, from its receipts alone: an ending that is repeated after a crash makes the same report, and so
 * keeps it once.
 */
export async function reportRehearsal(
  { run, openedAt, checkedAt, findings }: ReceiptOf<'rehearsal'>,
  ending: RehearsalEnding,
  { tracking }: Pick<Ports, 'tracking'>,
): Promise<object> {
  const read = async <Step extends StepName>(step: Step) => await tracking.readReceipt(step, run);
  const backup = await read('backup');
  const exported = await read('export');
  const imported = await read('import');
  const validated = await read('validate');
  const preflight = checkedAt ? [timesOf('preflight', openedAt, checkedAt)] : [];
  return {
    schema: 'stackferry.rehearsal/1',
    run: formatRun(run),
    ...ending,
    findings,
    steps: [...preflight, ...[backup, exported, imported, validated].flatMap(stepTimes)],
    ...(backup?.kind === 'closed' ? { archive: { counts: backup.counts, gaps: backup.gaps } } : {}),
    ...(exported?.kind === 'closed' ? { snapshot: sizesOf(exported) } : {}),
    ...(imported?.kind === 'closed' ? { digest: imported.digest } : {}),
    ...(validated?.kind === 'closed' ? { verdict: { kind: 'clean', evidence: validated.verdict.key } } : {}),
  };
}

function stepTimes(receipt: Receipt | undefined): readonly object[] {
  return receipt?.kind === 'closed' ? [timesOf(receipt.step, receipt.openedAt, receipt.closedAt)] : [];
}

function timesOf(step: string, openedAt: string, closedAt: string): object {
  return { step, openedAt, closedAt, seconds: (Date.parse(closedAt) - Date.parse(openedAt)) / 1000 };
}

function sizesOf({ sourceVersion, resources, secrets, bytes, digest }: ClosedReceipt<'export'>): object {
  return { sourceVersion, resources, secrets, bytes, digest };
}
