import { tallyOf } from '#src/fleet/tally.ts';
import type { Ports } from '#src/migration/ports.ts';
import { requireWave } from '#src/migration/require-wave.ts';
import type { Wave, WaveResult } from '#src/tracking/wave.ts';

export interface WaveEnded {
  readonly outcome: 'WaveEnded';
  readonly wave: string;
  readonly tenants: readonly WaveResult[];
  readonly tally: Wave['tally'];
}

/** What a person reads of a reason; the tenant's own journal has it whole. */
const MOST_CHARACTERS = 500;

/** Writes down what became of each tenant, and counts. */
export async function endWave(
  { wave: name, execution, results }: { wave: string; execution: string; results: readonly WaveResult[] },
  { tracking, clock }: Pick<Ports, 'tracking' | 'clock'>,
): Promise<WaveEnded> {
  const wave = await requireWave({ wave: name, execution }, { tracking });
  if (wave.status === 'ended') return summaryOf(wave);
  const shortened = results.map(({ tenant, outcome, reason }) => ({
    tenant,
    outcome,
    ...(reason === undefined ? {} : { reason: reason.slice(0, MOST_CHARACTERS) }),
  }));
  const tally = tallyOf(shortened);
  const note = { event: 'ended', at: clock.now().toISOString(), detail: { ...tally } };
  const notes = [...wave.notes, note];
  return summaryOf(await tracking.putWave({ ...wave, status: 'ended', results: shortened, tally, notes }));
}

function summaryOf({ wave, results, tally }: Wave): WaveEnded {
  return { outcome: 'WaveEnded', wave, tenants: results, tally };
}
