import { MoveNotAllowed } from '#src/errors.ts';
import { advance, expectClaim } from '#src/migration/advance.ts';
import { keepEvidence } from '#src/migration/evidence.ts';
import type { Ports } from '#src/migration/ports.ts';
import { type RehearsalEnding, reportRehearsal } from '#src/migration/rehearsal-report.ts';
import { requireClosed } from '#src/migration/require-receipt.ts';
import { formatRun, type RunRef } from '#src/run-ref.ts';
import type { ClosedReceipt } from '#src/tracking/receipts.ts';
import type { VaultPointer } from '#src/vault/vault.ts';

export interface RehearsalEnded {
  readonly outcome: RehearsalEnding['outcome'];
  readonly run: RunRef;
  readonly evidence: VaultPointer;
  readonly reason?: string;
}

/** Throws the scratch away, keeps the evidence and gives the claim back. Nothing else of a rehearsal remains. */
export async function endRehearsal(run: RunRef, ending: RehearsalEnding, ports: Ports): Promise<RehearsalEnded> {
  const { tracking, clock, vault } = ports;
  const receipt = await tracking.readReceipt('rehearsal', run);
  if (receipt?.kind === 'closed') return endedOf(receipt);
  const record = await tracking.readRecord(run.tenant);
  expectClaim(record, run, ending.outcome === 'RolledBack' ? 'rollback-tenant' : 'migrate-tenant');
  if (!receipt) throw neverBegun(run);
  if (ending.outcome === 'Rehearsed') await requireClosed('validate', run, ports);

  const deleted = await ports.openScratch(run.tenant).discard();
  const report = await reportRehearsal(receipt, ending, ports);
  const evidence = await keepEvidence(run, `rehearsal-${run.attempt}`, report, vault);
  const { outcome, reason } = ending;
  const at = clock.now().toISOString();
  const closed: ClosedReceipt<'rehearsal'> = { ...receipt, ...ending, kind: 'closed', closedAt: at, evidence, deleted };
  await advance(tracking, {
    before: record,
    set: outcome === 'Rehearsed' ? { rehearsedAt: at } : {},
    unset: ['claim'],
    receipt: closed,
    note: { event: EVENTS[outcome], at, detail: { evidence: evidence.key, deleted, ...(reason ? { reason } : {}) } },
  });
  return endedOf(closed);
}

const EVENTS: Readonly<Record<RehearsalEnding['outcome'], string>> = {
  Rehearsed: 'rehearsed',
  Held: 'rehearsalHeld',
  RolledBack: 'rehearsalRolledBack',
};

function endedOf({ run, outcome, evidence, reason }: ClosedReceipt<'rehearsal'>): RehearsalEnded {
  return { outcome, run, evidence, ...(reason === undefined ? {} : { reason }) };
}

function neverBegun(run: RunRef): MoveNotAllowed {
  return new MoveNotAllowed({
    subject: formatRun(run),
    found: 'this rehearsal has no receipt',
    next: 'start a rehearsal with the command rehearse',
  });
}
