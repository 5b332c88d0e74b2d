import { setTimeout as delay } from 'node:timers/promises';

const GRACE_MILLISECONDS = 1000;

/** Asks the processes of a group to end; after a second, does not ask. The emulator waits for running handlers otherwise. */
export async function endGroup(leader: number): Promise<void> {
  const deadline = performance.now() + GRACE_MILLISECONDS;
  let isAlive = signalGroup(leader, 'SIGTERM');
  while (isAlive && performance.now() < deadline) {
    await delay(20);
    isAlive = signalGroup(leader, 0);
  }
  signalGroup(leader, 'SIGKILL');
}

/** Returns whether the group still had a process. */
export function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-leader, signal);
    return true;
  } catch {
    return false;
  }
}
