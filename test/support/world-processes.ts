import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { World } from '#local/world/start-world.ts';

/** Ids of the processes in which this world's own emulator runs a function: warm ones, and ones at work. */
export function processesOf({ emulator }: World, functionName: string): readonly number[] {
  const marks = [`AWS_LAMBDA_FUNCTION_NAME=${functionName}`, `AWS_ENDPOINT_URL=${emulator.endpoint}`];
  return environments()
    .filter(({ variables }) => marks.every((mark) => variables.includes(mark)))
    .map(({ pid }) => pid);
}

/**
 * Sends a signal to a function's processes while they wait for the answer to their first write of such a key: the write itself
 * happens. Returns whom it was sent to, once it was.
 */
export function signalDuringPut(
  world: World,
  at: { readonly function: string; readonly key: RegExp; readonly signal: NodeJS.Signals },
): readonly number[] {
  const met: number[] = [];
  const change = (bytes: Uint8Array) => {
    if (met.length === 0) {
      met.push(...processesOf(world, at.function));
      for (const pid of met) process.kill(pid, at.signal);
    }
    return bytes;
  };
  world.faultyS3.inject({ corrupt: { key: at.key, change } });
  return met;
}

interface Environment {
  readonly pid: number;
  readonly variables: readonly string[];
}

function environments(): readonly Environment[] {
  return existsSync('/proc/self/environ') ? fromProc() : fromPs();
}

function fromProc(): readonly Environment[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => ({ pid: Number(pid), variables: read(`/proc/${pid}/environ`).split('\0') }));
}

/** Empty for a process that has ended meanwhile, and for one of somebody else. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function fromPs(): readonly Environment[] {
  const { stdout } = spawnSync('ps', ['axeww', '-o', 'pid=,command='], { encoding: 'utf8' });
  return stdout.split('\n').map((line) => {
    const [pid = '', ...variables] = line.trim().split(/\s+/);
    return { pid: Number(pid), variables };
  });
}
