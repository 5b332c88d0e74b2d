import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

export interface ProcessDescription {
  /** Comparable with itself only: ticks since boot on Linux, a date elsewhere. */
  readonly started: string;
  readonly command: string;
}

/** What the system knows of a process; undefined when there is none of this id. */
export function describeProcess(pid: number): ProcessDescription | undefined {
  return existsSync('/proc/self/stat') ? fromProc(pid) : fromPs(pid);
}

function fromProc(pid: number): ProcessDescription | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold blanks; the start time is the 22nd field.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return { started: fields[19] ?? '', command };
  } catch {
    return undefined;
  }
}

const LENGTH_OF_DATE = 'Mon Jan  1 00:00:00 2024'.length;

function fromPs(pid: number): ProcessDescription | undefined {
  const { status, stdout } = spawnSync('ps', ['-o', 'lstart=,command=', '-p', String(pid)], { encoding: 'utf8' });
  if (status !== 0) return undefined;
  return { started: stdout.slice(0, LENGTH_OF_DATE), command: stdout.slice(LENGTH_OF_DATE).trim() };
}
