const LONGEST_SECONDS = 30;

/** 1, 2, 4 seconds, and what the service asks for in `Retry-After` on top, as the CLI waits. */
export function waitMilliseconds(attempt: number, retryAfter: string | null, now: Date): number {
  const backoff = Math.min(2 ** (attempt - 1), LONGEST_SECONDS);
  return 1000 * (backoff + Math.min(Math.max(askedSeconds(retryAfter, now), 0), LONGEST_SECONDS));
}

/** Seconds, or a date. */
function askedSeconds(retryAfter: string | null, now: Date): number {
  if (retryAfter === null) return 0;
  if (/^\d+$/.test(retryAfter.trim())) return Number(retryAfter);
  const until = Date.parse(retryAfter);
  return Number.isNaN(until) ? 0 : (until - now.getTime()) / 1000;
}
