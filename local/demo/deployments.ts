import { tenantStack } from '#local/fleet/fleet-stack.ts';
import { DEMO_ORGANIZATION, DEMO_TENANTS, type DemoTenant } from '#local/fleet/tenants.ts';
import { type Inhabitant, startWorld, type World } from '#local/world/start-world.ts';
import { systemClock } from '#src/clock.ts';
import { handOver } from '#src/migration/hand-over.ts';
import type { Signal } from '#src/migration/sample.ts';
import { watchHandedOver } from '#src/migration/watch-handed-over.ts';
import { PulumiCloudSource } from '#src/pulumi/source/pulumi-cloud.ts';

/** One deployment of `infra` in one partition, with the tenants whose records it holds. */
export interface DemoDeployment {
  readonly partition: 'aws' | 'aws-cn';
  readonly region: string;
  readonly world: World;
  readonly tenants: readonly DemoTenant[];
  /** The sender's side of the tenants that were handed over to this deployment. */
  readonly senders: readonly Sender[];
}

/** Watches, where the source is, a stack whose record stands elsewhere. */
export interface Sender {
  readonly tenant: string;
  watch(): Promise<Signal>;
}

export interface DeploymentsOptions {
  readonly folder: string;
  readonly say: (line: string) => void;
}

/**
 * Brings up both deployments, each on a local AWS of its own. They share nothing: the stack of a tenant in China is exported on
 * this side and handed over as a file into the vault of the other.
 */
export async function startDeployments({ folder, say }: DeploymentsOptions): Promise<readonly DemoDeployment[]> {
  const [inChina = [], elsewhere = []] = [true, false].map((isChina) =>
    DEMO_TENANTS.filter(({ variant }) => (variant === 'china') === isChina),
  );
  await using open = new AsyncDisposableStack();
  const common = { organization: DEMO_ORGANIZATION, folder };
  const home = { partition: 'aws', region: 'us-east-1' } as const;
  const global = await startWorld({
    ...common,
    ...home,
    inhabitants: elsewhere.map(inhabitantOf),
    onProgress: (line) => say(`${home.partition}: ${line}`),
  });
  open.defer(async () => await global.close());

  for (const tenant of inChina) global.cloud.addStack(tenantStack(tenant));
  const senders: Sender[] = [];
  const far = { partition: 'aws-cn', region: 'cn-north-1' } as const;
  const china = await startWorld({
    ...common,
    ...far,
    cloud: global.cloud,
    inhabitants: inChina.map((tenant) => handedOver(tenant, global, senders)),
    onProgress: (line) => say(`${far.partition}: ${line}`),
  });
  open.move();
  return [
    { ...home, world: global, tenants: elsewhere, senders: [] },
    { ...far, world: china, tenants: inChina, senders },
  ];
}

/** Last started, first closed. */
export async function closeDeployments(deployments: readonly DemoDeployment[]): Promise<void> {
  for (const { world } of deployments.toReversed()) await world.close();
}

function inhabitantOf(tenant: DemoTenant): Inhabitant {
  const { name, variant, group, stack, region, customResources = 0 } = tenant;
  return {
    tenant: { tenant: name, variant, group, stack },
    region,
    seed: tenantStack(tenant),
    customResources,
  };
}

function handedOver(tenant: DemoTenant, { cloud, token }: World, senders: Sender[]): Inhabitant {
  const { seed: _, ...inhabitant } = inhabitantOf(tenant);
  const source = new PulumiCloudSource({ url: cloud.url, token, clock: systemClock() });
  return {
    ...inhabitant,
    handOver: async (vault) => {
      const { name, stack } = tenant;
      const { pointer, version } = await handOver({ tenant: name, stack }, source, vault);
      senders.push({ tenant: name, watch: async () => await watchHandedOver({ stack, version }, source) });
      return pointer;
    },
  };
}
