import type { Finding } from '#src/finding.ts';
import { advance } from '#src/migration/advance.ts';
import { endRehearsal } from '#src/migration/end-rehearsal.ts';
import { nextRunOf } from '#src/migration/next-run.ts';
import { findObstacles } from '#src/migration/obstacles.ts';
import { brakeOf } from '#src/migration/pause.ts';
import type { Ports } from '#src/migration/ports.ts';
import type { RunRef } from '#src/run-ref.ts';
import type { ReceiptOf } from '#src/tracking/receipts.ts';
import type { TenantRecord, TenantStatus } from '#src/tracking/tenant-record.ts';

export type BeginRehearsalOutcome =
  | { readonly outcome: 'Ready'; readonly run: RunRef; readonly cutOver: 'auto' | 'hold' }
  | { readonly outcome: 'NotRehearsable'; readonly reason: string }
  | { readonly outcome: 'Held'; readonly reason: string; readonly findings: readonly Finding[] };

/** Where a tenant may stand when it is rehearsed: at rest, with the source as its truth. */
const AT_REST: readonly TenantStatus[] = ['registered', 'held', 'rolledBack'];

/**
 * Claims a tenant for a rehearsal, removes what a killed rehearsal left, and looks for what would stand in the way of the
 * move.
 */
export async function beginRehearsal(
  record: TenantRecord,
  execution: string,
  ports: Ports,
): Promise<BeginRehearsalOutcome> {
  const { status, group } = record;
  if (!AT_REST.includes(status)) {
    return { outcome: 'NotRehearsable', reason: `the tenant is ${status}; rehearsed is what is ${AT_REST.join(', ')}` };
  }
  const brake = record.claim ? undefined : await brakeOf({ group }, ports);
  if (brake) return { outcome: 'Held', reason: brake, findings: [] };

  const { claimed, run, opened } = await claim(record, execution, ports);
  const leftOver = await ports.openScratch(run.tenant).discard();
  const findings = await findObstacles(claimed, nextRunOf(claimed), ports);
  await keepFindings(claimed, { opened, findings, leftOver }, ports);

  const blocking = findings.filter(({ severity }) => severity === 'blocking');
  if (blocking.length === 0) return { outcome: 'Ready', run, cutOver: claimed.cutOver };
  const reason = blocking.map(({ id, found }) => `${id}: ${found}`).join('; ');
  await endRehearsal(run, { outcome: 'Held', reason }, ports);
  return { outcome: 'Held', reason, findings };
}

type OpenRehearsal = Extract<ReceiptOf<'rehearsal'>, { kind: 'open' }>;

async function claim(before: TenantRecord, execution: string, { tracking, clock }: Ports) {
  const takenAt = before.claim?.takenAt ?? clock.now().toISOString();
  const rehearsals = before.claim ? before.rehearsals : before.rehearsals + 1;
  const run: RunRef = { tenant: before.tenant, attempt: rehearsals, mode: 'rehearse' };
  const opened: OpenRehearsal = { kind: 'open', step: 'rehearsal', run, openedAt: takenAt, findings: [] };
  if (before.claim) return { claimed: before, run, opened };
  const claimed = await advance(tracking, {
    before,
    set: { rehearsals, claim: { machine: 'migrate-tenant', execution, takenAt, mode: 'rehearse' } },
    receipt: opened,
    note: { event: 'rehearsalClaimed', at: takenAt, detail: { rehearsal: rehearsals, execution } },
  });
  return { claimed, run, opened };
}

async function keepFindings(
  before: TenantRecord,
  found: { readonly opened: OpenRehearsal; readonly findings: readonly Finding[]; readonly leftOver: number },
  { tracking, clock }: Ports,
): Promise<void> {
  const { opened, findings, leftOver } = found;
  const checkedAt = clock.now().toISOString();
  await advance(tracking, {
    before,
    set: {},
    receipt: { ...opened, checkedAt, findings: [...findings] },
    note: { event: 'rehearsalChecked', at: checkedAt, detail: { findings: findings.length, leftOver } },
  });
}
