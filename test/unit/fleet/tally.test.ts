import { describe, expect, it } from '@jest/globals';
import { tallyOf } from '#src/fleet/tally.ts';

describe('a tally', () => {
  it('counts each outcome', () => {
    const outcomes = ['Soaking', 'Held', 'Soaking'];

    expect(tallyOf(outcomes.map((outcome, index) => ({ tenant: `t${index}`, outcome })))).toEqual({
      Soaking: 2,
      Held: 1,
    });
  });

  it('of nobody is empty', () => {
    expect(tallyOf([])).toEqual({});
  });
});
