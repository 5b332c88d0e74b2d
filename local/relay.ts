import { setTimeout as delay } from 'node:timers/promises';
import { type ClientOptions, localClients } from '#local/deploy/clients.ts';
import { alarmWatcher } from '#local/relay/alarm-watcher.ts';
import { deliver } from '#local/relay/deliver.ts';
import { nestedWatcher } from '#local/relay/nested-watcher.ts';
import { stopOverdue } from '#local/relay/stop-overdue.ts';

export interface RelayOptions extends ClientOptions {
  readonly everyMilliseconds?: number;
  /** Told about a round that failed; the next round tries again. */
  readonly onError?: (error: unknown) => void;
}

export interface Relay {
  stop(): Promise<void>;
}

/**
 * Does what AWS does and the emulator does not: sends state changes of alarms and the loss of nested executions to the rules
 * of the default event bus, stops nested executions whose parent was stopped, and ends executions that outlive the `TimeoutSeconds` of their machine (as ABORTED with the error `States.Timeout`, where
 * AWS says TIMED_OUT).
 */
export function startRelay({ everyMilliseconds = 1000, onError = () => undefined, ...options }: RelayOptions): Relay {
  const clients = localClients(options);
  const readChanges = alarmWatcher(clients, options.region);
  const readLosses = nestedWatcher(clients, options.region);
  const stopping = new AbortController();
  const round = async () => {
    for (const event of [...(await readChanges()), ...(await readLosses())]) await deliver(event, clients);
    await stopOverdue(clients, new Date());
  };
  const rounds = (async () => {
    while (!stopping.signal.aborted) {
      await round().catch(onError);
      await delay(everyMilliseconds, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await rounds;
    },
  };
}
