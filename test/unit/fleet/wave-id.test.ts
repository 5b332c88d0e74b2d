import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { DateTime } from 'luxon';
import { manualWaveId, scheduledWaveId } from '#src/fleet/wave-id.ts';

describe('the name of a wave', () => {
  it('started by a schedule is its group and hour', () => {
    expect(scheduledWaveId('europe', new Date('2026-11-24T22:00:41.123Z'))).toBe('europe-2026-11-24T22');
  });

  it('started by a person is its group and second', () => {
    expect(manualWaveId('europe', new Date('2026-11-24T22:05:41.123Z'))).toBe('europe-2026-11-24T22-05-41Z');
  });

  it('is one for everything a schedule delivers within ten minutes, in every zone, with every offset it ever has', () => {
    const opening = fc.record({
      zone: fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
      day: fc.integer({ min: 0, max: 364 }),
      hour: fc.integer({ min: 0, max: 23 }),
      minute: fc.constantFrom(0, 30),
      lateSeconds: fc.integer({ min: 0, max: 600 }),
    });
    fc.assert(
      fc.property(opening, ({ zone, day, hour, minute, lateSeconds }) => {
        const opens = DateTime.fromObject({ year: 2026, ordinal: day + 1, hour, minute }, { zone });
        const first = scheduledWaveId('g', opens.toJSDate());

        expect(scheduledWaveId('g', opens.plus({ seconds: lateSeconds }).toJSDate())).toBe(first);
      }),
    );
  });
});
