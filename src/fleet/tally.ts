import type { Wave, WaveResult } from '#src/tracking/wave.ts';

/** How many tenants came to each outcome. */
export function tallyOf(results: readonly WaveResult[]): Wave['tally'] {
  const tally: Record<string, number> = {};
  for (const { outcome } of results) tally[outcome] = (tally[outcome] ?? 0) + 1;
  return tally;
}
