import { createHash } from 'node:crypto';
import { decideSlot, isPastGrace, secondsUntilNextQuestion, unusedSlots, withoutTenants } from '#src/fleet/slots.ts';
import { changeSlots } from '#src/migration/change-slots.ts';
import { executionName } from '#src/migration/execution-name.ts';
import { holdUnstarted } from '#src/migration/hold-unstarted.ts';
import { reasonToPause } from '#src/migration/pause.ts';
import type { Ports } from '#src/migration/ports.ts';
import { requireWave } from '#src/migration/require-wave.ts';
import type { Slots, Wave } from '#src/tracking/wave.ts';

type SlotPorts = Pick<Ports, 'tracking' | 'clock'>;

export type SlotOutcome =
  /** `name`: of the migrate-tenant execution to start. */
  | { readonly outcome: 'Go'; readonly name: string }
  | { readonly outcome: 'Wait'; readonly waitSeconds: number }
  | { readonly outcome: 'Held'; readonly reason: string };

/** How long after its start a wave still begins with tenants; run-wave itself lives long enough to see the last one end. */
export const HOURS_OPEN = 6;

/** Lets a tenant begin, wait for a slot, or be held: by the brake, by a person, or because the wave has gone on for too long. */
export async function takeSlot(
  { wave: name, tenant, execution }: { readonly wave: string; readonly tenant: string; readonly execution: string },
  plan: { readonly slots: number },
  ports: SlotPorts,
): Promise<SlotOutcome> {
  const wave = await requireWave({ wave: name, execution }, ports);
  const record = await ports.tracking.readRecord(tenant);
  const now = ports.clock.now();
  const reason = (await reasonToPause(record, ports)) ?? closed(wave, now);
  if (reason) {
    await holdUnstarted(record, reason, ports);
    await removeFromSlots(wave.group, [tenant], ports);
    return { outcome: 'Held', reason };
  }

  const request = { tenant, wave: name, at: now.toISOString() };
  const decision = await changeSlots(
    wave.group,
    async (read) => {
      const slots = read ?? unusedSlots(wave.group, plan.slots);
      return decideSlot(withoutTenants(slots, await findForgotten(slots, ports)), request);
    },
    ports.tracking,
  );
  if (decision.kind === 'go') return { outcome: 'Go', name: `${executionName(record)}-${suffixOf(execution)}` };
  const waiting = decision.slots.waiting.length;
  return { outcome: 'Wait', waitSeconds: ports.clock.waitSeconds(secondsUntilNextQuestion(waiting)) };
}

/** Gives the slot back. A slot that is not given, as by an execution that was stopped, is found by `findForgotten`. */
export async function giveSlot(
  { wave, tenant }: { readonly wave: string; readonly tenant: string },
  ports: SlotPorts,
): Promise<{ readonly outcome: 'Given' }> {
  const found = await ports.tracking.readWave(wave);
  if (found) await removeFromSlots(found.group, [tenant], ports);
  return { outcome: 'Given' };
}

/** Takes tenants out of their group's slots, and does not write where there is nothing to take out. */
export async function removeFromSlots(
  group: string,
  tenants: readonly string[],
  { tracking }: Pick<Ports, 'tracking'>,
): Promise<void> {
  const remove = (slots: Slots | undefined) => {
    const next = slots && withoutTenants(slots, tenants);
    const isSame = next?.holders.length === slots?.holders.length && next?.waiting.length === slots?.waiting.length;
    return { slots: isSame ? slots : next };
  };
  await changeSlots(group, remove, tracking);
}

/** Holders nobody works on any more: no migrate-tenant holds the tenant, nor the rollback that one waits for. */
async function findForgotten(slots: Slots, { tracking, clock }: SlotPorts): Promise<readonly string[]> {
  if (slots.holders.length < slots.limit) return [];
  const suspects = slots.holders.filter((holder) => isPastGrace(holder, clock.now()));
  const records = await Promise.all(suspects.map(async ({ tenant }) => await tracking.readRecord(tenant)));
  const forgotten = records.filter(({ claim }) => !claim || claim.machine === 'soak-tenant');
  return forgotten.map(({ tenant }) => tenant);
}

function closed({ startedAt }: Wave, now: Date): string | undefined {
  const isOpen = now.getTime() - Date.parse(startedAt) < HOURS_OPEN * 3_600_000;
  return isOpen ? undefined : `its wave began more than ${HOURS_OPEN} hours ago`;
}

/** A name cannot be used again for ninety days, and a tenant that is held before its claim keeps its numbers. */
function suffixOf(execution: string): string {
  return createHash('sha256').update(execution).digest('hex').slice(0, 8);
}
