import { hasBegun } from '#src/fleet/members.ts';
import { removeFromSlots } from '#src/migration/dispatch-slot.ts';
import { holdUnstarted } from '#src/migration/hold-unstarted.ts';
import type { Ports } from '#src/migration/ports.ts';
import type { Wave } from '#src/tracking/wave.ts';

export type HoldOutcome =
  | { readonly outcome: 'WaveHeld'; readonly wave: string; readonly held: number }
  | { readonly outcome: 'NothingToHold'; readonly reason: string };

/**
 * What remains to do when a wave cannot go on: hold the tenants it has not begun with and free their slots. Those it has
 * begun with end by themselves, or are rolled back by the rule on lost executions.
 */
export async function holdWave(
  { execution, reason }: { readonly execution: string; readonly reason: string },
  ports: Pick<Ports, 'tracking' | 'clock'>,
): Promise<HoldOutcome> {
  const wave = (await ports.tracking.listWaves()).find((known) => known.execution === execution);
  if (!wave) return { outcome: 'NothingToHold', reason: 'the execution had not claimed a wave' };
  if (wave.status === 'ended') return { outcome: 'NothingToHold', reason: 'the wave had ended' };
  // The list of waves may lag behind the wave itself, as after a first word of the same loss.
  const now = await ports.tracking.readWave(wave.wave);
  if (now?.status !== 'running' || now.execution !== execution)
    return { outcome: 'NothingToHold', reason: 'the wave does not run any more' };
  const held = await holdMembers(wave, `the wave ${wave.wave} was lost: ${reason}`, ports);
  await markHeld(wave.wave, { reason, held: held.length }, ports);
  return { outcome: 'WaveHeld', wave: wave.wave, held: held.length };
}

async function holdMembers(
  { group, members }: Wave,
  reason: string,
  ports: Pick<Ports, 'tracking' | 'clock'>,
): Promise<readonly string[]> {
  const held: string[] = [];
  const idle: string[] = [];
  for (const member of members) {
    const record = await ports.tracking.readRecord(member.tenant);
    if (!record.claim) idle.push(record.tenant);
    if (hasBegun(member, record)) continue;
    if (await holdUnstarted(record, reason, ports)) held.push(record.tenant);
  }
  await removeFromSlots(group, idle, ports);
  return held;
}

async function markHeld(
  name: string,
  { reason, held }: { readonly reason: string; readonly held: number },
  { tracking, clock }: Pick<Ports, 'tracking' | 'clock'>,
): Promise<void> {
  // The list of waves may lag behind the wave itself.
  const wave = await tracking.readWave(name);
  if (wave?.status !== 'running') return;
  const note = { event: 'held', at: clock.now().toISOString(), detail: { reason, held } };
  await tracking.putWave({ ...wave, status: 'held', notes: [...wave.notes, note] });
}
