import type { StackRef } from '#src/stack-ref.ts';

/** A tenant of the demo: one customer's environment, as a platform team would describe it. */
export interface DemoTenant {
  readonly name: string;
  readonly customer: string;
  readonly environment: string;
  readonly variant: 'standard' | 'high-volume';
  readonly region: string;
  /** The region group whose waves it moves in. */
  readonly group: string;
  readonly stack: StackRef;
  /** How much its state holds: all resources, and how many of them are Kubernetes Secrets. */
  readonly size: { readonly resources: number; readonly secrets: number };
  /** Planted in every secret of its state and configuration; found anywhere else, it tells of a leak. */
  readonly canary: string;
  /** What goes wrong on its way, so that the demo shows a rollback. */
  readonly trouble?: 'corrupted on the way';
}

export const DEMO_ORGANIZATION = 'acme';
export const DEMO_PROJECT = 'saas-tenant-cluster-services';
/** The project whose stacks the tenants' stacks refer to. */
export const CLUSTER_PROJECT = 'saas-tenant-cluster';

const STANDARD = { resources: 130, secrets: 24 } as const;
const LARGE = { resources: 2400, secrets: 320 } as const;

/** The demo's fleet: a usual tenant, a large one, and one whose import is found corrupted and rolled back. */
export const DEMO_TENANTS: readonly DemoTenant[] = [
  americas({ name: 'alder-prod', customer: 'alder', variant: 'standard', size: STANDARD }),
  americas({ name: 'birch-prod', customer: 'birch', variant: 'high-volume', size: LARGE }),
  americas({
    name: 'cedar-prod',
    customer: 'cedar',
    variant: 'standard',
    size: STANDARD,
    trouble: 'corrupted on the way',
  }),
];

function americas(tenant: Pick<DemoTenant, 'name' | 'customer' | 'variant' | 'size' | 'trouble'>): DemoTenant {
  return {
    ...tenant,
    environment: 'prod',
    region: 'us-east-1',
    group: 'americas',
    stack: { organization: DEMO_ORGANIZATION, project: DEMO_PROJECT, stack: tenant.name },
    canary: `canary-of-${tenant.name}`,
  };
}
