import type { LockHolder } from '#src/pulumi/target/target-backend.ts';
import { formatRun, type RunRef } from '#src/run-ref.ts';

/** The machine a move runs on, as far as it tells whether an earlier one still runs there. */
export interface Machine {
  readonly hostname: string;
  readonly pid: number;
  isRunning(pid: number): boolean;
}

/** A run named by machine, process and moment, so that a later one can tell from its lock whether it is lost. */
export function moveRun({ hostname, pid }: Machine, now: Date): RunRef {
  return { tenant: `${hostname}.${pid}.${now.getTime()}`, attempt: 1 };
}

/**
 * The run behind a lock, where it was a move whose process has ended on this machine. A process of another machine, or one
 * with our own number, may well live.
 */
export function lostMove({ username, hostname: mark }: LockHolder, machine: Machine): RunRef | undefined {
  const [, hostname, pid, started] = /^(.+)\.(\d+)\.(\d+)-1$/.exec(mark) ?? [];
  if (username !== 'stackferry' || hostname !== machine.hostname || !pid || !started) return undefined;
  if (Number(pid) === machine.pid || machine.isRunning(Number(pid))) return undefined;
  const run = { tenant: `${hostname}.${pid}.${started}`, attempt: 1 };
  return formatRun(run) === mark ? run : undefined;
}
