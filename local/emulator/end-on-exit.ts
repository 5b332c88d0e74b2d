import { signalGroup } from '#local/emulator/process-group.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Takes the emulator along when this process exits or is told to. Returns a function that takes this back. */
export function endOnExit(leader: number): () => void {
  const end = () => {
    signalGroup(leader, 'SIGKILL');
  };
  const endAndGo = (signal: NodeJS.Signals) => {
    end();
    release();
    // Whoever else listens decides when this process ends; where nobody does, it ends as if we had not listened.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const release = () => {
    process.off('exit', end);
    for (const signal of SIGNALS) process.off(signal, endAndGo);
  };
  process.on('exit', end);
  for (const signal of SIGNALS) process.on(signal, endAndGo);
  return release;
}
