import { ContractViolated } from '#src/errors.ts';
import { dueTenants, MOST_MEMBERS, memberOf } from '#src/fleet/members.ts';
import { scheduledWaveId } from '#src/fleet/wave-id.ts';
import { reasonToPause } from '#src/migration/pause.ts';
import type { Ports } from '#src/migration/ports.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';
import type { Wave } from '#src/tracking/wave.ts';

export interface WaveRequest {
  readonly group: string;
  readonly tenants: readonly string[] | null;
  readonly wave: string | null;
  /** Whether the group's schedule asks, which delivers at least once; anybody else means a wave of their own. */
  readonly scheduled: boolean;
  readonly execution: string;
  readonly startedAt: string;
}

export type ClaimOutcome =
  | { readonly outcome: 'Claimed'; readonly wave: string; readonly tenants: readonly string[] }
  | { readonly outcome: 'AlreadyClaimed' | 'Held'; readonly wave: string; readonly reason: string };

/**
 * Claims a wave for one execution and chooses its tenants. A brake holds it before it is claimed, so that the same wave
 * may be started again when the brake is off.
 */
export async function claimWave(
  request: WaveRequest,
  { tracking, clock }: Pick<Ports, 'tracking' | 'clock'>,
): Promise<ClaimOutcome> {
  const wave = request.wave ?? waveIdOf(request);
  const known = await tracking.readWave(wave);
  if (known?.execution === request.execution) return claimed(known);
  if (known && known.status !== 'held') {
    return { outcome: 'AlreadyClaimed', wave, reason: `it is ${known.status} since ${known.startedAt}` };
  }
  const paused = await reasonToPause({ group: request.group, holdRequested: false }, { tracking });
  if (paused) return { outcome: 'Held', wave, reason: paused };

  const records = choose(request, await tracking.listRecords());
  const at = clock.now().toISOString();
  const { execution, group } = request;
  const note = { event: 'claimed', at, detail: { execution, tenants: records.length } };
  const put = await tracking.putWave({
    wave,
    group,
    execution,
    status: 'running',
    startedAt: at,
    members: records.map(memberOf),
    results: [],
    tally: {},
    notes: [...(known?.notes ?? []), note],
    version: known?.version ?? 0,
  });
  return claimed(put);
}

function waveIdOf({ group, scheduled, execution, startedAt }: WaveRequest): string {
  if (scheduled) return scheduledWaveId(group, new Date(startedAt));
  return `${group}-${execution.split(':').at(-1)}`;
}

function claimed({ wave, members }: Wave): ClaimOutcome {
  return { outcome: 'Claimed', wave, tenants: members.map(({ tenant }) => tenant) };
}

function choose({ group, tenants }: WaveRequest, records: readonly TenantRecord[]): readonly TenantRecord[] {
  if (!tenants) return dueTenants(records, group);
  const names = [...new Set(tenants)];
  const chosen = records.filter((record) => record.group === group && names.includes(record.tenant));
  const strangers = names.filter((name) => !chosen.some(({ tenant }) => tenant === name));
  const complaint =
    (strangers.length > 0 && `not registered in this region group: ${strangers.join(', ')}`) ||
    (names.length > MOST_MEMBERS && `${names.length} tenants are named, but a wave holds at most ${MOST_MEMBERS}`);
  if (complaint) {
    const next = 'name registered tenants of one region group only, in smaller waves';
    throw new ContractViolated({ subject: `a wave of ${group}`, found: complaint, next });
  }
  return names.flatMap((name) => chosen.filter(({ tenant }) => tenant === name));
}
