import { describe, expect, it } from '@jest/globals';
import { progressOf } from '#local/demo/progress.ts';
import { TENANT_STATUSES } from '#src/tracking/tenant-record.ts';

const at = (seconds: number) => ({ began: 0, now: seconds * 1000, samples: 4 });

describe('progress', () => {
  it('is estimated from the pace so far', () => {
    expect(progressOf({ status: 'backedUp', samples: 0 }, at(10))).toEqual({ share: 0.25, secondsLeft: 30 });
  });

  it('grows with each sample of a soak and is never whole before the end', () => {
    const shares = [0, 1, 2, 4].map((samples) => progressOf({ status: 'soaking', samples }, at(10)).share);

    expect(shares).toEqual([0.75, 0.8125, 0.875, 0.99]);
    expect(progressOf({ status: 'migrated', samples: 4 }, at(10))).toEqual({ share: 1 });
  });

  it.each(['registered', 'rollingBack', 'held', 'quarantined'] as const)(
    'promises no time for a tenant that is %s',
    (status) => {
      expect(progressOf({ status, samples: 0 }, at(10)).secondsLeft).toBeUndefined();
    },
  );

  it.each(TENANT_STATUSES)('of a tenant that is %s lies between nothing and all', (status) => {
    const { share } = progressOf({ status, samples: 9 }, at(0));

    expect(share).toBeGreaterThanOrEqual(0);
    expect(share).toBeLessThanOrEqual(1);
  });
});
