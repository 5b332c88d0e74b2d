import { renderBoard } from '#src/cli/board.ts';
import { EXIT } from '#src/cli/exit-codes.ts';
import { follow, isAtRest, readBoard } from '#src/cli/follow.ts';
import { createLiveView } from '#src/cli/live-view.ts';
import type { Result } from '#src/cli/result.ts';
import { isColoured, type Remote, type Surroundings } from '#src/cli/surroundings.ts';
import type { TenantRecord, TenantStatus } from '#src/tracking/tenant-record.ts';

export interface AwaitOptions {
  /** The records as they stood before anything was started. */
  readonly before: readonly TenantRecord[];
  readonly isGood: (before: TenantRecord, after: TenantRecord) => Promise<boolean>;
}

/** How long a started run may take to show in the record, before what stands there counts as its end. */
const PATIENCE_MILLISECONDS = 120_000;

/**
 * Shows progress on stderr until every tenant's run has ended. Ctrl-C ends the showing; the runs go on, because they
 * belong to the state machine and not to this terminal.
 */
export async function awaitEnd(
  { before, isGood }: AwaitOptions,
  { tracking }: Pick<Remote, 'tracking'>,
  surroundings: Surroundings,
): Promise<Result> {
  const { stderr, clock, catchInterrupt } = surroundings;
  const tenants = before.map(({ tenant }) => tenant);
  const deadline = clock.now().getTime() + PATIENCE_MILLISECONDS;
  // Asking may itself have changed the record, as when it lifts a hold: only what follows is the run's.
  const { records: asked } = await readBoard(tracking, tenants);
  const versions = new Map(asked.map(({ tenant, version }) => [tenant, version]));
  const isEnded = (record: TenantRecord) =>
    (isAtRest(record) || record.status === 'soaking') &&
    (record.version !== versions.get(record.tenant) || clock.now().getTime() > deadline);
  const view = createLiveView(stderr);
  try {
    const { records, isInterrupted } = await follow({
      tenants,
      tracking,
      clock,
      interrupted: catchInterrupt(),
      show: (board) => view.update(renderBoard(board, isColoured(stderr, surroundings))),
      isOver: (board) => board.records.every(isEnded),
    });
    if (isInterrupted) return interrupted(records);
    const bad: TenantRecord[] = [];
    for (const earlier of before) {
      const later = records.find(({ tenant }) => tenant === earlier.tenant);
      if (later && !(await isGood(earlier, later))) bad.push(later);
    }
    return ended(records, bad);
  } finally {
    view.close();
  }
}

function interrupted(records: readonly TenantRecord[]): Result {
  const next = 'stackferry status --watch';
  const document = { ok: false, isInterrupted: true, tenants: records, next };
  return { code: EXIT.interrupted, document, text: 'no longer shown; what was started goes on' };
}

function ended(records: readonly TenantRecord[], bad: readonly TenantRecord[]): Result {
  const [worst] = bad;
  const next = worst ? `stackferry explain ${worst.tenant}` : 'stackferry status';
  const code = bad.reduce<number>((sum, { status }) => Math.max(sum, CODES[status] ?? EXIT.held), EXIT.ok);
  const text = renderBoard({ records, brakes: [] }, false).join('\n');
  return { code, document: { ok: bad.length === 0, tenants: records, next }, text };
}

/** Where a tenant ended that was meant to end elsewhere. */
const CODES: Readonly<Partial<Record<TenantStatus, number>>> = {
  rolledBack: EXIT.diverged,
  quarantined: EXIT.diverged,
};
