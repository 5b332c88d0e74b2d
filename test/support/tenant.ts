import type { Tenant } from '#src/tracking/tenant-record.ts';

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
