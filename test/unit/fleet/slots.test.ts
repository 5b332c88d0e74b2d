import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decideSlot, isPastGrace, secondsUntilNextQuestion, unusedSlots, withoutTenants } from '#src/fleet/slots.ts';

const at = '2026-11-24T10:00:00.000Z';
const ask = (tenant: string) => ({ tenant, wave: 'w', at });

describe('slots', () => {
  it('go to as many as the limit says, and the rest wait', () => {
    const first = decideSlot(unusedSlots('americas', 1), ask('alder'));
    const second = decideSlot(first.slots, ask('birch'));

    expect([first.kind, second.kind]).toEqual(['go', 'wait']);
    expect(second.slots).toMatchObject({ holders: [{ tenant: 'alder' }], waiting: ['birch'] });
  });

  it('go to one who asks twice once', () => {
    const once = decideSlot(unusedSlots('americas', 2), ask('alder')).slots;

    const twice = decideSlot(once, ask('alder'));

    expect(twice).toEqual({ kind: 'go', slots: once });
  });

  it('given back are free for one who waits', () => {
    const full = decideSlot(decideSlot(unusedSlots('americas', 1), ask('alder')).slots, ask('birch')).slots;

    const next = decideSlot(withoutTenants(full, ['alder']), ask('birch'));

    expect(next).toMatchObject({ kind: 'go', slots: { holders: [{ tenant: 'birch' }], waiting: [] } });
  });

  it('of a limit of none go to nobody', () => {
    expect(decideSlot(unusedSlots('americas', 0), ask('alder')).kind).toBe('wait');
  });

  it('taken away by a lower limit stay with their holders until given back', () => {
    const two = ['alder', 'birch'].reduce((slots, name) => decideSlot(slots, ask(name)).slots, unusedSlots('x', 2));

    const lowered = decideSlot({ ...two, limit: 1 }, ask('cedar'));

    expect(lowered).toMatchObject({ kind: 'wait', slots: { holders: [{ tenant: 'alder' }, { tenant: 'birch' }] } });
  });

  it('are never held by more than the limit, nor twice by one, in whatever order they are asked for and given back', () => {
    const move = fc.record({ tenant: fc.constantFrom('a', 'b', 'c', 'd', 'e'), isAsking: fc.boolean() });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4 }), fc.array(move, { maxLength: 40 }), (limit, moves) => {
        let slots = unusedSlots('americas', limit);
        for (const { tenant, isAsking } of moves) {
          slots = isAsking ? decideSlot(slots, ask(tenant)).slots : withoutTenants(slots, [tenant]);
          const names = [...slots.holders.map((holder) => holder.tenant), ...slots.waiting];
          expect(slots.holders.length).toBeLessThanOrEqual(limit);
          expect(new Set(names).size).toBe(names.length);
        }
      }),
    );
  });
});

describe('questions for a slot', () => {
  it.each([1, 5, 35])('of %s who wait come once in 15 seconds altogether', (waiting) => {
    expect(secondsUntilNextQuestion(waiting) / waiting).toBe(15);
  });
});

describe('a holder', () => {
  it('has two minutes until its run must show', () => {
    const times = ['2026-11-24T10:02:00.000Z', '2026-11-24T10:02:00.001Z'];

    expect(times.map((time) => isPastGrace(ask('alder'), new Date(time)))).toEqual([false, true]);
  });
});
