import { z } from 'zod';
import { advance } from '#src/migration/advance.ts';
import { keepEvidence } from '#src/migration/evidence.ts';
import { holdTenant } from '#src/migration/pause.ts';
import type { Ports } from '#src/migration/ports.ts';
import { requireClosed } from '#src/migration/require-receipt.ts';
import { type Sample, takeSample, worstOf } from '#src/migration/sample.ts';
import { formatRun } from '#src/run-ref.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

export const watchInput = z.strictObject({
  tenant: z.string(),
  /** ARN of the soak-tenant execution that asks. */
  execution: z.string(),
  /** ARN of the execution this one replaces, where that one was lost. */
  lost: z.string().nullable(),
});

export interface SoakPlan {
  readonly soakMinutes: number;
  readonly sampleMinutes: number;
}

export type WatchOutcome =
  | { readonly outcome: 'Soaking'; readonly samples: number; readonly waitSeconds: number }
  | { readonly outcome: 'Migrated'; readonly samples: number }
  | { readonly outcome: 'AlreadyClaimed' | 'Held' | 'NotSoaking'; readonly reason: string };

/** Takes one sample of a tenant after its cut-over and decides: watch on, promote, or hold. Unknown is never good. */
export async function watch(
  { tenant, execution, lost }: z.infer<typeof watchInput>,
  plan: SoakPlan,
  ports: Ports,
): Promise<WatchOutcome> {
  const record = await ports.tracking.readRecord(tenant);
  const { claim } = record;
  if (record.status === 'migrated') return { outcome: 'Migrated', samples: record.samples };
  if (claim && !mayTakeOver(claim, execution, lost)) {
    return { outcome: 'AlreadyClaimed', reason: `${claim.machine} holds it since ${claim.takenAt}` };
  }
  // Held in its soak, it goes on when a person starts the machine again; the status rule lets it rest.
  const isResumed = record.status === 'held' && record.active === 'target' && lost === null;
  if (record.status !== 'soaking' && !isResumed) {
    return { outcome: 'NotSoaking', reason: `the tenant is ${record.status}` };
  }

  const sample = await takeSample(record, ports);
  const kept = await keepSample(record, sample, execution, ports);
  const worst = worstOf(sample);
  if (worst) {
    await holdTenant(kept, worst, ports);
    return { outcome: 'Held', reason: worst };
  }
  return await promoteOrContinue(kept, plan, ports);
}

/**
 * The claim of migrate-tenant passes on to the soak it starts, so that a soak that cannot start is rolled back. One that the status
 * rule started takes any soak's claim over: the execution it replaces may itself have died before its first write.
 */
function mayTakeOver(claim: NonNullable<TenantRecord['claim']>, execution: string, lost: string | null): boolean {
  return (
    claim.execution === execution ||
    claim.machine === 'migrate-tenant' ||
    (claim.machine === 'soak-tenant' && lost !== null)
  );
}

/** Time decides, not the number of samples: a repeated step or a restarted machine takes more of them. */
async function promoteOrContinue(record: TenantRecord, plan: SoakPlan, ports: Ports): Promise<WatchOutcome> {
  const { samples, tenant, attempt } = record;
  const { flippedAt } = await requireClosed('cutover', { tenant, attempt }, ports);
  if (ports.clock.minutesSince(new Date(flippedAt)) < plan.soakMinutes) {
    return { outcome: 'Soaking', samples, waitSeconds: ports.clock.waitSeconds(plan.sampleMinutes * 60) };
  }
  await advance(ports.tracking, {
    before: record,
    set: { status: 'migrated' },
    unset: ['claim'],
    note: { event: 'migrated', at: ports.clock.now().toISOString(), detail: { samples } },
  });
  return { outcome: 'Migrated', samples };
}

async function keepSample(
  before: TenantRecord,
  sample: Sample,
  execution: string,
  { tracking, vault }: Ports,
): Promise<TenantRecord> {
  const run = { tenant: before.tenant, attempt: before.attempt };
  const samples = before.samples + 1;
  const name = `sample-${String(samples).padStart(4, '0')}`;
  const { key } = await keepEvidence(run, name, { run: formatRun(run), ...sample }, vault);
  return await advance(tracking, {
    before,
    set: { samples, status: 'soaking', claim: { machine: 'soak-tenant', execution, takenAt: sample.at } },
    note: { event: 'sampled', at: sample.at, detail: { sample: samples, evidence: key } },
  });
}
