import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { batchesOf } from '#src/pulumi/source/batches.ts';

it('loses nothing and keeps the order', () => {
  fc.assert(
    fc.property(fc.nat(2500), (count) => {
      const wanted = Array.from({ length: count }, (_, index) => String(index));
      const batches = [...batchesOf(wanted)];

      expect(batches.flat()).toEqual(wanted);
      expect(batches.every(({ length }) => length > 0 && length <= 1000)).toBe(true);
    }),
    { numRuns: 20 },
  );
});

it('keeps a body below what the service refuses as too large', () => {
  const large = 'x'.repeat(9_000_000);

  expect([...batchesOf([large, large, 'small', large])].map(({ length }) => length)).toEqual([1, 2, 1]);
});

it('sends a ciphertext that is too large alone, for the service to judge', () => {
  const huge = 'x'.repeat(17_000_000);

  expect([...batchesOf(['small', huge, 'small'])].map(({ length }) => length)).toEqual([1, 1, 1]);
});
