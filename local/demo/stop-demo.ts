import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, readRunningDemos } from '#local/demo/running-demos.ts';
import { endLeftovers } from '#local/emulator/leftovers.ts';
import type { ProcessIdentity } from '#local/emulator/run-file.ts';

export interface Stopped {
  /** Demos that were asked to end and did. */
  readonly demos: number;
  /** Local AWS processes whose demo had been killed. */
  readonly leftovers: number;
}

const GRACE_MILLISECONDS = 10_000;

/** Ends every demo of this folder, and what killed ones left behind. Touches no process but those. */
export async function stopDemo(folder = '.local'): Promise<Stopped> {
  const running = await readRunningDemos(folder);
  for (const demo of running) await end(demo.process);
  const leftovers = await endLeftovers(join(folder, 'run'));
  await readRunningDemos(folder);
  return { demos: running.length, leftovers };
}

export function renderStopped({ demos, leftovers }: Stopped): string {
  if (demos + leftovers === 0) return 'there is nothing to stop: no demo runs in this folder';
  const ended = demos > 0 ? [`ended ${demos === 1 ? 'the demo' : `${demos} demos`}`] : [];
  const cleared = leftovers > 0 ? [`ended ${leftovers} local AWS left behind by a demo that was killed`] : [];
  return [...ended, ...cleared].join('; ');
}

/** Asks; after the grace, does not ask. Looks before each signal whether it is still the same process. */
async function end(identity: ProcessIdentity): Promise<void> {
  const deadline = performance.now() + GRACE_MILLISECONDS;
  if (isAlive(identity)) process.kill(identity.pid, 'SIGTERM');
  while (isAlive(identity) && performance.now() < deadline) await delay(50);
  if (isAlive(identity)) process.kill(identity.pid, 'SIGKILL');
}
