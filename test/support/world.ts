import { fleetStack } from '#local/fleet/fleet-stack.ts';
import { DEMO_PROJECT } from '#local/fleet/tenants.ts';
import type { SeedStack } from '#local/stand-ins/pulumi-cloud/seed.ts';
import { type Inhabitant, startWorld, type World, type WorldOptions } from '#local/world/start-world.ts';

export const ORGANIZATION = 'acme';
export const GROUP = 'americas';
const REGION = 'us-east-1';

/** What a test changes about a tenant of its world. */
export interface InhabitantShape {
  /** Planted in everything sealed in its stack. */
  readonly canary?: string;
  readonly group?: string;
  /** The stack as it stands in the source, made from the usual one. */
  readonly change?: (seed: SeedStack) => SeedStack;
}

/** A tenant with the smallest state that has one of everything. */
export function anInhabitant(name: string, shape: InhabitantShape = {}): Inhabitant {
  const { canary = `canary-of-${name}`, group = GROUP, change = (seed) => seed } = shape;
  const ref = { organization: ORGANIZATION, project: DEMO_PROJECT, stack: name };
  const [customer = name] = name.split('-');
  return {
    tenant: { tenant: name, variant: 'standard', group, stack: ref },
    region: REGION,
    seed: change(fleetStack({ ref, resources: 62, secrets: 3, canary }, { region: REGION, customer })),
  };
}

/** A world of these tenants. A soak takes two samples, a second apart. */
export async function aWorld(inhabitants: readonly Inhabitant[], options: Partial<WorldOptions> = {}): Promise<World> {
  return await startWorld({ organization: ORGANIZATION, region: REGION, soakMinutes: 15, inhabitants, ...options });
}

/** How long a file waits for its world: the first one on a machine installs the emulator. */
export const WORLD_MILLISECONDS = 120_000;
