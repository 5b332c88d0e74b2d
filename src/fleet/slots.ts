import type { Slots } from '#src/tracking/wave.ts';

export interface SlotRequest {
  readonly tenant: string;
  readonly wave: string;
  readonly at: string;
}

export type SlotDecision = { readonly kind: 'go' | 'wait'; readonly slots: Slots };

/** Slots of a group that nobody has asked for yet; `version` 0 stands for "not in the table". */
export function unusedSlots(group: string, limit: number): Slots {
  return { group, limit, holders: [], waiting: [], version: 0 };
}

/** Gives a slot where one is free, or was given to this tenant before; else writes down that it waits. */
export function decideSlot(slots: Slots, { tenant, wave, at }: SlotRequest): SlotDecision {
  const isHolder = slots.holders.some((holder) => holder.tenant === tenant);
  const waiting = slots.waiting.filter((other) => other !== tenant);
  if (isHolder) return { kind: 'go', slots: { ...slots, waiting } };
  if (slots.holders.length < slots.limit) {
    return { kind: 'go', slots: { ...slots, waiting, holders: [...slots.holders, { tenant, wave, at }] } };
  }
  return { kind: 'wait', slots: { ...slots, waiting: [...waiting, tenant] } };
}

/** Takes tenants out of the slots, whether they hold one or wait for one. */
export function withoutTenants(slots: Slots, tenants: readonly string[]): Slots {
  return {
    ...slots,
    holders: slots.holders.filter(({ tenant }) => !tenants.includes(tenant)),
    waiting: slots.waiting.filter((tenant) => !tenants.includes(tenant)),
  };
}

/** Between two questions for a slot, over all tenants of a group together. */
const SECONDS_PER_QUESTION = 15;

/**
 * When a waiting tenant asks again. The more wait, the less often each asks: a group asks once in 15 seconds however
 * many wait, which bounds the history of a wave by its length alone.
 */
export function secondsUntilNextQuestion(waiting: number): number {
  return SECONDS_PER_QUESTION * Math.max(1, waiting);
}

/** How long a slot may be held before the tenant's run has to show in its record. */
const GRACE_MINUTES = 2;

/** Whether a holder has had time enough to begin, so that a record without a run means that nobody will give the slot back. */
export function isPastGrace({ at }: Slots['holders'][number], now: Date): boolean {
  return now.getTime() - Date.parse(at) > GRACE_MINUTES * 60_000;
}
