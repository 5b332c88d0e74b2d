import type { Tenant } from '#src/tracking/tenant-record.ts';
import type { Wave } from '#src/tracking/wave.ts';

/** A tenant as `register` writes it; tests override what matters to them. */
export function aTenant(overrides: Partial<Tenant> = {}): Tenant {
  return {
    tenant: 'alder-prod',
    variant: 'standard',
    group: 'americas',
    stack: { organization: 'acme', project: 'saas-tenant-cluster-services', stack: 'alder-prod' },
    source: { kind: 'cloud' },
    cluster: { name: 'alder-prod', region: 'us-east-1' },
    ...overrides,
  };
}

export const aNote = (event = 'registered', at = '2026-11-24T10:00:00.000Z') => ({ event, at, detail: {} });

/** A wave that nobody has put yet. */
export function aWave(overrides: Partial<Wave> = {}): Wave {
  return {
    wave: 'americas-2026-11-24T10',
    group: 'americas',
    execution: 'arn:aws:states:us-east-1:000000000000:execution:run-wave:first',
    status: 'running',
    startedAt: '2026-11-24T10:00:00.000Z',
    members: [{ tenant: 'alder-prod', attempt: 0, executions: 0 }],
    results: [],
    tally: {},
    notes: [],
    version: 0,
    ...overrides,
  };
}
