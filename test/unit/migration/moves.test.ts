import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isMoveAllowed } from '#src/migration/moves.ts';
import { TENANT_STATUSES } from '#src/tracking/tenant-record.ts';

const status = fc.constantFrom(...TENANT_STATUSES);

describe('moves of a tenant', () => {
  it('lead out of migrated to nowhere', () => {
    expect(TENANT_STATUSES.filter((to) => to !== 'migrated' && isMoveAllowed('migrated', to))).toEqual([]);
  });

  it('lead into rolled back only through a rollback', () => {
    expect(TENANT_STATUSES.filter((from) => from !== 'rolledBack' && isMoveAllowed(from, 'rolledBack'))).toEqual([
      'rollingBack',
    ]);
  });

  it('never lead into soaking but from a cut-over or a hold', () => {
    expect(TENANT_STATUSES.filter((from) => from !== 'soaking' && isMoveAllowed(from, 'soaking'))).toEqual([
      'cuttingOver',
      'held',
    ]);
  });

  it('always allow to stay', () => {
    fc.assert(fc.property(status, (where) => isMoveAllowed(where, where)));
  });

  it('lead from everywhere but the ends to a rollback, a hold or a quarantine', () => {
    const ways = (from: (typeof TENANT_STATUSES)[number]) =>
      (['rollingBack', 'held', 'quarantined'] as const).some((to) => from !== to && isMoveAllowed(from, to));

    expect(TENANT_STATUSES.filter((from) => !ways(from))).toEqual(['migrated', 'rolledBack']);
  });
});
