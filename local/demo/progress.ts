import type { TenantRecord, TenantStatus } from '#src/tracking/tenant-record.ts';

/** How far a tenant's run has come and when it may end. */
export interface Progress {
  /** Between 0 and 1. */
  readonly share: number;
  /** Absent where nothing tells: before the start, on the way back, after the end. */
  readonly secondsLeft?: number;
}

export interface ProgressClock {
  /** Unix milliseconds; `began` is when the tenant's run was first seen. */
  readonly began: number;
  readonly now: number;
  /** How many samples a soak takes. */
  readonly samples: number;
}

/** The share of a run that lies behind a tenant of this status, as runs of the demo have shown it. */
const BEHIND: Readonly<Record<TenantStatus, number>> = {
  registered: 0,
  preflight: 0.05,
  backedUp: 0.25,
  exported: 0.45,
  imported: 0.6,
  ready: 0.65,
  cuttingOver: 0.7,
  soaking: 0.75,
  migrated: 1,
  held: 1,
  rollingBack: 0.75,
  rolledBack: 1,
  quarantined: 1,
};

const OPEN_ENDED: readonly TenantStatus[] = [
  'registered',
  'rollingBack',
  'migrated',
  'held',
  'rolledBack',
  'quarantined',
];

/** Decides progress from the record, and the time left from the pace so far. */
export function progressOf(
  { status, samples: taken }: Pick<TenantRecord, 'status' | 'samples'>,
  { began, now, samples }: ProgressClock,
): Progress {
  const behind = BEHIND[status];
  const soaked = status === 'soaking' ? (1 - behind) * Math.min(1, taken / samples) : 0;
  // The last sample ends the soak, so a tenant that still soaks is never all there.
  const share = status === 'soaking' ? Math.min(behind + soaked, 0.99) : behind;
  if (OPEN_ENDED.includes(status) || share === 0) return { share };
  const elapsed = Math.max(0, now - began) / 1000;
  return { share, secondsLeft: Math.round((elapsed * (1 - share)) / share) };
}
