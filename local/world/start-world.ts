import { randomBytes } from 'node:crypto';
import { type Emulator, startEmulator } from '#local/emulator.ts';
import { startRelay } from '#local/relay.ts';
import { loadSamples, multiply } from '#local/stand-ins/cluster/samples.ts';
import { type StandInCluster, startCluster } from '#local/stand-ins/cluster.ts';
import { type FaultyS3, startFaultyS3 } from '#local/stand-ins/faulty-s3.ts';
import type { SeedStack } from '#local/stand-ins/pulumi-cloud/seed.ts';
import { type PulumiCloud, startPulumiCloud } from '#local/stand-ins/pulumi-cloud/start-pulumi-cloud.ts';
import { type DeployedWorld, deployWorld, type WorldGroup } from '#local/world/deploy-world.ts';
import { systemClock } from '#src/clock.ts';
import { DynamoStore } from '#src/tracking/dynamo-store.ts';
import type { Tenant } from '#src/tracking/tenant-record.ts';
import type { TrackingStore } from '#src/tracking/tracking-store.ts';
import { S3Vault } from '#src/vault/s3-vault.ts';
import type { Vault, VaultPointer } from '#src/vault/vault.ts';
import { buildBundles } from '../../scripts/build-bundles.ts';

/** A tenant of the world, and its stack in the stand-in cloud: absent where somebody makes it there later. */
export interface Inhabitant {
  readonly tenant: Omit<Tenant, 'cluster' | 'source'>;
  readonly region: string;
  readonly seed?: SeedStack;
  /** How many custom resources its cluster holds; default: the few samples. */
  readonly customResources?: number;
  /** How its stack comes here where this world cannot reach the source: as a file in the vault. */
  readonly handOver?: (vault: Vault) => Promise<VaultPointer>;
}

export interface WorldOptions {
  readonly organization: string;
  readonly inhabitants: readonly Inhabitant[];
  readonly region?: string;
  readonly partition?: string;
  /** The region groups; default: those of the inhabitants. */
  readonly groups?: readonly WorldGroup[];
  /** The service the stacks leave, where it is another world's: this world knows its address and no token for it. */
  readonly cloud?: PulumiCloud;
  readonly timeScale?: number;
  readonly soakMinutes?: number;
  readonly sampleMinutes?: number;
  /** Wherever the local AWS keeps its Python environment and state. */
  readonly folder?: string;
  readonly token?: string;
  readonly onProgress?: (message: string) => void;
}

/** The whole pipeline on this machine: local AWS, stand-in cloud and clusters, `infra` deployed, tenants registered. */
export interface World extends DeployedWorld {
  readonly emulator: Emulator;
  readonly cloud: PulumiCloud;
  readonly clusters: ReadonlyMap<string, StandInCluster>;
  /** The state bucket as `import` sees it: a proxy that can corrupt what is written. */
  readonly faultyS3: FaultyS3;
  readonly tracking: TrackingStore;
  /** With the rights of the deployment's owner. */
  readonly vault: Vault;
  readonly token: string;
  close(): Promise<void>;
}

export async function startWorld(options: WorldOptions): Promise<World> {
  const { region = 'us-east-1', partition = 'aws', organization, inhabitants, onProgress = () => undefined } = options;
  const token = options.token ?? `pul-${randomBytes(20).toString('hex')}`;
  await using open = new AsyncDisposableStack();

  onProgress('building the handlers');
  await buildBundles();
  const emulator = await startEmulator({
    ...(options.folder ? { folder: options.folder } : {}),
    auth: partition === 'aws',
    region,
    onProgress,
  });
  open.defer(async () => await emulator.stop());
  const cloud = options.cloud ?? (await startPulumiCloud({ token, organization }));
  if (!options.cloud) open.defer(async () => await cloud.close());
  const faultyS3 = await startFaultyS3({ endpoint: emulator.endpoint, region });
  open.defer(async () => await faultyS3.stop());

  onProgress('deploying infra/backend and infra/pipeline');
  const groups = new Map(
    inhabitants.map(({ tenant, region: home }) => [tenant.group, { name: tenant.group, region: home }]),
  );
  const deployed = await deployWorld({
    endpoint: emulator.endpoint,
    region,
    partition,
    sourceUrl: cloud.url,
    sourceToken: token,
    groups: options.groups ?? [...groups.values()],
    timeScale: options.timeScale ?? 1 / 900,
    soakMinutes: options.soakMinutes ?? 30,
    sampleMinutes: options.sampleMinutes ?? 15,
    functionEnvironment: (name) => functionEnvironment(name, emulator.endpoint, faultyS3.endpoint),
  });
  const relay = startRelay({ endpoint: emulator.endpoint, region });
  open.defer(async () => await relay.stop());

  const tracking = new DynamoStore(deployed.pipeline.table, deployed.clients.dynamodb);
  onProgress('registering the tenants');
  const vault = vaultOf(deployed);
  const clusters = await settle(inhabitants, { cloud, tracking, vault, stsEndpoint: emulator.endpoint, open });
  const opened = open.move();
  const close = async () => {
    await opened.disposeAsync();
  };
  return { ...deployed, emulator, cloud, clusters, faultyS3, tracking, vault, token, close };
}

function functionEnvironment(name: string, endpoint: string, faultyS3: string): Record<string, string> {
  const local = { AWS_ENDPOINT_URL: endpoint };
  return name.endsWith('import') ? { ...local, AWS_ENDPOINT_URL_S3: faultyS3 } : local;
}

async function settle(
  inhabitants: readonly Inhabitant[],
  around: {
    cloud: PulumiCloud;
    tracking: TrackingStore;
    vault: Vault;
    stsEndpoint: string;
    open: AsyncDisposableStack;
  },
): Promise<ReadonlyMap<string, StandInCluster>> {
  const { cloud, tracking, vault, stsEndpoint, open } = around;
  const clusters = new Map<string, StandInCluster>();
  const samples = await loadSamples();
  for (const { tenant, region, seed, handOver, customResources = 0 } of inhabitants) {
    if (seed) cloud.addStack(seed);
    const cluster = await startCluster({
      name: tenant.tenant,
      stsEndpoint,
      objects: multiply(samples, customResources),
    });
    open.defer(async () => await cluster.close());
    clusters.set(tenant.tenant, cluster);
    const { name, endpoint, certificateAuthority } = cluster;
    const reachable = {
      ...tenant,
      source: handOver ? { kind: 'file' as const, ...(await handOver(vault)) } : { kind: 'cloud' as const },
      cluster: { name, region, endpoint, certificateAuthority },
    };
    await tracking.register(reachable, { event: 'registered', at: systemClock().now().toISOString(), detail: {} });
  }
  return clusters;
}

function vaultOf({ pipeline, clients }: DeployedWorld): Vault {
  const { vault, settings } = pipeline;
  const keyArn = settings['STACKFERRY_VAULT_KEY'] ?? '';
  const secretsKeyArn = settings['STACKFERRY_VAULT_SECRETS_KEY'] ?? '';
  return new S3Vault({ bucket: vault, keyArn, secretsKeyArn }, clients.s3);
}
