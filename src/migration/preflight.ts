import { ContractViolated } from '#src/errors.ts';
import type { Finding } from '#src/finding.ts';
import { advance } from '#src/migration/advance.ts';
import { beginRehearsal } from '#src/migration/begin-rehearsal.ts';
import { reasonOfLane } from '#src/migration/lane.ts';
import { beginsNewAttempt, nextRunOf } from '#src/migration/next-run.ts';
import { findObstacles } from '#src/migration/obstacles.ts';
import { holdTenant, pause } from '#src/migration/pause.ts';
import type { Ports } from '#src/migration/ports.ts';
import type { RunRef } from '#src/run-ref.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

export interface PreflightInput {
  readonly tenant: string;
  /** The region group whose functions run this: must be the tenant's own. */
  readonly group: string;
  /** ARN of the execution that asks for the claim. */
  readonly execution: string;
  /** `rehearse` does everything but cut-over, and leaves the tenant where it stands. */
  readonly mode?: 'move' | 'rehearse';
}

/** A decision, read by a Choice state. */
export type PreflightOutcome =
  | { readonly outcome: 'Ready'; readonly run: RunRef; readonly cutOver: 'auto' | 'hold' }
  | { readonly outcome: 'AlreadyClaimed'; readonly reason: string }
  | { readonly outcome: 'AlreadyMigrated'; readonly reason: string }
  | { readonly outcome: 'NotRehearsable'; readonly reason: string }
  | { readonly outcome: 'Held'; readonly reason: string; readonly findings: readonly Finding[] };

/** Claims the tenant for one execution and checks everything that can be known before the first write. */
export async function preflight(input: PreflightInput, ports: Ports): Promise<PreflightOutcome> {
  const record = await ports.tracking.readRecord(input.tenant);
  if (record.group !== input.group) throw otherGroup(record, input.group);
  const settled = settle(record, input.execution);
  if (settled) return settled;
  const onOtherLane = reasonOfLane(record);
  if (input.mode === 'rehearse') {
    if (onOtherLane) return { outcome: 'NotRehearsable', reason: onOtherLane };
    return await beginRehearsal(record, input.execution, ports);
  }

  if (onOtherLane) await holdTenant(record, onOtherLane, ports);
  const paused = onOtherLane ?? (await pause(record, ports));
  if (paused) return { outcome: 'Held', reason: paused, findings: [] };

  const claimed = await claim(record, input.execution, ports);
  const run = { tenant: claimed.tenant, attempt: claimed.attempt };
  const findings = await findObstacles(claimed, run, ports);
  const blocking = findings.filter(({ severity }) => severity === 'blocking');
  if (blocking.length > 0) {
    const reason = blocking.map(({ id, found }) => `${id}: ${found}`).join('; ');
    await holdTenant(claimed, reason, ports);
    return { outcome: 'Held', reason, findings };
  }
  return { outcome: 'Ready', run, cutOver: claimed.cutOver };
}

function settle(record: TenantRecord, execution: string): PreflightOutcome | undefined {
  if (record.claim && record.claim.execution !== execution) {
    return { outcome: 'AlreadyClaimed', reason: `${record.claim.machine} holds it since ${record.claim.takenAt}` };
  }
  if (record.active === 'target') {
    return { outcome: 'AlreadyMigrated', reason: `its truth is the target already; it is ${record.status}` };
  }
  return undefined;
}

async function claim(before: TenantRecord, execution: string, { tracking, clock }: Ports): Promise<TenantRecord> {
  if (before.claim) return before;
  const isNewAttempt = beginsNewAttempt(before);
  const { attempt } = nextRunOf(before);
  const takenAt = clock.now().toISOString();
  return await advance(tracking, {
    before,
    set: {
      status: 'preflight',
      attempt,
      executions: isNewAttempt ? 1 : before.executions + 1,
      claim: { machine: 'migrate-tenant', execution, takenAt },
      samples: 0,
    },
    unset: ['reason'],
    note: { event: 'claimed', at: takenAt, detail: { attempt, execution } },
  });
}

function otherGroup({ tenant, group }: TenantRecord, given: string): ContractViolated {
  return new ContractViolated({
    subject: tenant,
    found: `the run was started for the region group ${given}, but the tenant belongs to ${group}`,
    next: `start it with {"tenant": "${tenant}", "group": "${group}"}`,
  });
}
