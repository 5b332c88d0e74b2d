import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeProcess } from '#local/emulator/describe-process.ts';
import { identityOf, type ProcessIdentity, parseIdentity } from '#local/emulator/run-file.ts';

/** A demo that said it runs; it may have been killed since. */
export interface RunningDemo {
  readonly process: ProcessIdentity;
  readonly path: string;
}

/** Leaves word of this process, so that another terminal can end it. Returns what takes it back. */
export async function announceDemo(folder: string): Promise<() => Promise<void>> {
  const demos = demosIn(folder);
  await mkdir(demos, { recursive: true });
  const path = join(demos, `${process.pid}.json`);
  await writeFile(path, JSON.stringify(identityOf(process.pid)));
  return async () => await rm(path, { force: true });
}

/** Those that still run; word of the others is taken away. */
export async function readRunningDemos(folder: string): Promise<readonly RunningDemo[]> {
  const demos = demosIn(folder);
  const running: RunningDemo[] = [];
  for (const name of await readdir(demos).catch(() => [])) {
    const path = join(demos, name);
    const identity = parseIdentity(await readFile(path, 'utf8').catch(() => ''));
    if (identity && isAlive(identity)) running.push({ process: identity, path });
    else await rm(path, { force: true });
  }
  return running;
}

/** The same process, not another that was given its id. */
export function isAlive({ pid, started }: ProcessIdentity): boolean {
  return describeProcess(pid)?.started === started;
}

function demosIn(folder: string): string {
  return join(folder, 'run', 'demos');
}
