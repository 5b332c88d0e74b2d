import type { Screen } from '#src/cli/live-view.ts';
import type { CliSettings, Environment } from '#src/cli/settings.ts';
import type { Clock } from '#src/clock.ts';
import type { AskCommand } from '#src/migration/ask-command.ts';
import type { TrackingStore } from '#src/tracking/tracking-store.ts';

/** What commands work with on the other side: the records they read, and the function that changes them. */
export interface Remote {
  readonly tracking: TrackingStore;
  readonly ask: AskCommand;
}

/** Everything outside that a command touches; tests bring their own. */
export interface Surroundings {
  readonly environment: Environment;
  readonly stdout: Screen;
  readonly stderr: Screen;
  readonly clock: Clock;
  readonly connect: (settings: CliSettings) => Remote;
  /** From this call on Ctrl-C aborts the signal instead of ending the process. */
  readonly catchInterrupt: () => AbortSignal;
  readonly exit: (code: number) => void;
}

/** Colours are for terminals, and for those who have not asked for none (https://no-color.org). */
export function isColoured({ isTTY }: Screen, { environment }: Pick<Surroundings, 'environment'>): boolean {
  return isTTY === true && !environment['NO_COLOR'];
}
