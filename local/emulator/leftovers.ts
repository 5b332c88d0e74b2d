import { rm } from 'node:fs/promises';
import { describeProcess } from '#local/emulator/describe-process.ts';
import { endGroup } from '#local/emulator/process-group.ts';
import { forgetRun, type ProcessIdentity, readRuns } from '#local/emulator/run-file.ts';

/** Ends emulators whose launcher is gone (killed before it could stop them), and only those. Returns how many still ran. */
export async function endLeftovers(runs: string): Promise<number> {
  let ended = 0;
  for (const { path, state, emulator, launcher } of await readRuns(runs)) {
    if (isAlive(launcher)) continue;
    if (isAlive(emulator) && isEmulator(emulator)) {
      await endGroup(emulator.pid);
      ended += 1;
    }
    await rm(state, { recursive: true, force: true });
    await forgetRun(path);
  }
  return ended;
}

function isAlive({ pid, started }: ProcessIdentity): boolean {
  return describeProcess(pid)?.started === started;
}

function isEmulator({ pid }: ProcessIdentity): boolean {
  return describeProcess(pid)?.command.endsWith('-m ministack') ?? false;
}
