import { setTimeout as delay } from 'node:timers/promises';

/** Time as a port, so that 48 hours can pass in seconds on the local AWS. */
export interface Clock {
  now(): Date;
  /** Waits `milliseconds` of programme time; a scaled clock waits less of real time. */
  sleep(milliseconds: number): Promise<void>;
  /** Whole seconds a state machine's Wait must take for `seconds` of programme time; at least 1. */
  waitSeconds(seconds: number): number;
  /** Minutes of programme time that have passed since a moment. */
  minutesSince(moment: Date): number;
}

/** `timeScale` is real seconds per programme second: 1 in production, far below it in a demo. */
export function systemClock(timeScale = 1): Clock {
  return {
    now: () => new Date(),
    sleep: async (milliseconds) => {
      await delay(milliseconds * timeScale);
    },
    waitSeconds: (seconds) => Math.max(1, Math.round(seconds * timeScale)),
    minutesSince: (moment) => (Date.now() - moment.getTime()) / 60_000 / timeScale,
  };
}
