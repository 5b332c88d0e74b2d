import { MoveNotAllowed } from '#src/errors.ts';
import type { Ports } from '#src/migration/ports.ts';
import type { Wave } from '#src/tracking/wave.ts';

/** The wave as this execution claimed it. Throws `MoveNotAllowed` where another one holds it by now. */
export async function requireWave(
  { wave, execution }: { readonly wave: string; readonly execution: string },
  { tracking }: Pick<Ports, 'tracking'>,
): Promise<Wave> {
  const found = await tracking.readWave(wave);
  if (found?.execution === execution && found.status !== 'held') return found;
  throw new MoveNotAllowed({
    subject: wave,
    found: found ? `the wave is ${found.status} and not of this execution` : 'nobody has claimed this wave',
    next: 'look at the wave: another execution may have taken over',
  });
}
