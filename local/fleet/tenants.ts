import type { StackRef } from '#src/stack-ref.ts';

/** A tenant of the demo: one customer's environment, as a platform team would describe it. */
export interface DemoTenant {
  readonly name: string;
  readonly customer: string;
  readonly environment: string;
  readonly variant: 'standard' | 'compliance' | 'high-volume' | 'china';
  readonly region: string;
  /** The region group whose waves it moves in. */
  readonly group: string;
  readonly stack: StackRef;
  /** How much its state holds: all resources, and how many of them are Kubernetes Secrets. */
  readonly size: { readonly resources: number; readonly secrets: number };
  /** How many custom resources its cluster holds, where more than the samples. */
  readonly customResources?: number;
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
const STRICT = { resources: 240, secrets: 60 } as const;
const LARGE = { resources: 5200, secrets: 480 } as const;

const AMERICAS = { group: 'americas', region: 'us-east-1' } as const;
const EUROPE = { group: 'europe', region: 'eu-central-1' } as const;
const CHINA = { group: 'china', region: 'cn-north-1' } as const;

/**
 * The demo's fleet: usual tenants on two continents, one of them with an import that is found corrupted and rolled back, a
 * large one, one of a strict customer, and one that lives in a partition of its own.
 */
export const DEMO_TENANTS: readonly DemoTenant[] = [
  production('alder', { ...AMERICAS, variant: 'standard', size: STANDARD }),
  production('birch', { ...AMERICAS, variant: 'high-volume', size: LARGE, customResources: 400 }),
  production('cedar', { ...AMERICAS, variant: 'standard', size: STANDARD, trouble: 'corrupted on the way' }),
  production('dogwood', { ...EUROPE, variant: 'standard', size: STANDARD }),
  production('elder', { ...EUROPE, variant: 'compliance', size: STRICT }),
  production('ginkgo', { ...CHINA, variant: 'china', size: STANDARD }),
];

type Traits = Pick<DemoTenant, 'variant' | 'group' | 'region' | 'size' | 'customResources' | 'trouble'>;

function production(customer: string, traits: Traits): DemoTenant {
  const name = `${customer}-prod`;
  return {
    ...traits,
    name,
    customer,
    environment: 'prod',
    stack: { organization: DEMO_ORGANIZATION, project: DEMO_PROJECT, stack: name },
    canary: `canary-of-${name}`,
  };
}
