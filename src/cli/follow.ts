import type { Board } from '#src/cli/board.ts';
import type { Clock } from '#src/clock.ts';
import type { TenantRecord, TenantStatus } from '#src/tracking/tenant-record.ts';
import type { Brake, TrackingStore } from '#src/tracking/tracking-store.ts';

export interface FollowOptions {
  /** Named tenants; absent: the whole fleet. */
  readonly tenants?: readonly string[] | undefined;
  readonly tracking: TrackingStore;
  readonly clock: Clock;
  /** Aborted by Ctrl-C, which ends the following and nothing else. */
  readonly interrupted: AbortSignal;
  readonly show: (board: Board) => void;
  /** True when nothing more is waited for. */
  readonly isOver: (board: Board) => boolean;
}

const POLL_MILLISECONDS = 2000;

/** Reads the board again and again, showing it each time, until it is over or interrupted. Returns the last one. */
export async function follow(options: FollowOptions): Promise<Board & { readonly isInterrupted: boolean }> {
  const { clock, interrupted, show, isOver } = options;
  for (;;) {
    const board = await readBoard(options.tracking, options.tenants);
    show(board);
    if (interrupted.aborted) return { ...board, isInterrupted: true };
    if (isOver(board)) return { ...board, isInterrupted: false };
    await Promise.race([clock.sleep(POLL_MILLISECONDS), abortOf(interrupted)]);
  }
}

/** Records in the order in which they move: by group, then by name. */
export async function readBoard(tracking: TrackingStore, tenants?: readonly string[]): Promise<Board> {
  const records = tenants
    ? await Promise.all(tenants.map(async (tenant) => await tracking.readRecord(tenant)))
    : await tracking.listRecords();
  const sorted = records.toSorted((one, other) =>
    compare(`${one.group} ${one.tenant}`, `${other.group} ${other.tenant}`),
  );
  const groups = [...new Set(sorted.map(({ group }) => group))];
  const brakes = await Promise.all(groups.map(async (group) => await tracking.readBrake(group)));
  return { records: sorted, brakes: brakes.filter((brake): brake is Brake => brake !== undefined) };
}

const RESTING: readonly TenantStatus[] = ['registered', 'held', 'rolledBack', 'migrated', 'quarantined'];

/** True where nothing works on the tenant and nothing will by itself. */
export function isAtRest({ status, claim }: TenantRecord): boolean {
  return !claim && RESTING.includes(status);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

async function abortOf(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
}
