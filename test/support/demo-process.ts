import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRunningDemos } from '#local/demo/running-demos.ts';
import { describeProcess } from '#local/emulator/describe-process.ts';
import { preparePython } from '#local/emulator/python.ts';
import { readRuns } from '#local/emulator/run-file.ts';
import { eventually } from '#test/support/local-aws.ts';

const bin = fileURLToPath(new URL('../../bin/stackferry.js', import.meta.url));

/** `stackferry demo` as a person starts it, in a folder of its own, caught when both its emulators run. */
export interface DemoProcess {
  /** Its `.local`. */
  readonly folder: string;
  /** What the person started; it leads a process group, as under a shell. */
  readonly launcher: ChildProcess;
  /** The process that runs the demo. */
  readonly demo: number;
  readonly emulators: readonly number[];
  /** Resolves with its exit code or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

export async function startDemoProcess(): Promise<DemoProcess> {
  const place = await mkdtemp(path.join(tmpdir(), 'demo-'));
  const folder = path.join(place, '.local');
  await mkdir(folder);
  await preparePython(path.resolve('.local'), () => undefined);
  await symlink(path.resolve('.local', 'venv'), path.join(folder, 'venv'));
  const launcher = spawn(process.execPath, [bin, 'demo'], { cwd: place, detached: true, stdio: 'ignore' });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    launcher.once('exit', (code, signal) => resolve(code ?? signal));
  });
  const emulators = await eventually(async () => {
    const runs = await readRuns(path.join(folder, 'run'));
    return runs.length === 2 ? runs.map(({ emulator }) => emulator.pid) : undefined;
  }, 90);
  const [running] = await readRunningDemos(folder);
  if (!running) throw new Error('the demo did not say that it runs');
  return { folder, launcher, demo: running.process.pid, emulators, ended };
}

/** Those of these processes that still run, once they have had the time to end. */
export async function survivorsOf(processes: readonly number[]): Promise<readonly number[]> {
  const alive = () => processes.filter((pid) => describeProcess(pid));
  await eventually(async () => (alive().length === 0 ? true : undefined), 5).catch(() => undefined);
  return alive();
}
