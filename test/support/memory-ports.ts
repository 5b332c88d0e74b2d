import { createHash } from 'node:crypto';
import type { Clock } from '#src/clock.ts';
import { AccessRefused } from '#src/errors.ts';
import type { Cluster } from '#src/kubernetes/cluster.ts';
import type { Ports } from '#src/migration/ports.ts';
import { MemoryPublisher } from '#src/publishing/memory-publisher.ts';
import type { KeyWrapper } from '#src/pulumi/secrets/data-key.ts';
import { MemoryObjects } from '#src/pulumi/target/memory-objects.ts';
import { openScratch } from '#src/pulumi/target/scratch.ts';
import { SelfHostedBackend } from '#src/pulumi/target/self-hosted-backend.ts';
import { MemoryStore } from '#src/tracking/memory-store.ts';
import { MemoryVault } from '#src/vault/memory-vault.ts';
import { MemorySource } from '#test/support/memory-source.ts';
import { aNote, aTenant } from '#test/support/tenant.ts';

export const EXECUTION = 'arn:aws:states:us-east-1:000000000000:execution:migrate-tenant:alder-prod-1-1';
export const RUN = { tenant: 'alder-prod', attempt: 1 };
export const PREFLIGHT = { tenant: 'alder-prod', group: 'americas', execution: EXECUTION };

/** All ports in memory, with handles on what a test changes or looks at. */
export interface MemoryPorts extends Ports {
  readonly source: MemorySource;
  readonly objects: MemoryObjects;
  readonly clock: ManualClock;
}

/** One registered tenant whose stack stands in the source. */
export async function memoryPorts(): Promise<MemoryPorts> {
  const tenant = aTenant();
  const source = new MemorySource(tenant.stack);
  const clock = new ManualClock();
  const objects = new MemoryObjects();
  const place = { url: 's3://state?region=us-east-1', objects, clock };
  const tracking = new MemoryStore();
  await tracking.register(tenant, aNote());
  return {
    source,
    objects,
    clock,
    tracking,
    vault: new MemoryVault(),
    target: new SelfHostedBackend(place),
    openScratch: (name) => openScratch(name, place),
    keys: memoryKeys(),
    publisher: new MemoryPublisher(),
    openSource: async () => source,
    openCluster: async ({ name }) => emptyCluster(name),
  };
}

/** Time that passes only when somebody waits. */
export class ManualClock implements Clock {
  #now = Date.parse('2026-11-24T10:00:00Z');

  now(): Date {
    return new Date(this.#now);
  }

  async sleep(milliseconds: number): Promise<void> {
    this.#now += milliseconds;
  }

  waitSeconds(seconds: number): number {
    return seconds;
  }

  minutesSince(moment: Date): number {
    return (this.#now - moment.getTime()) / 60_000;
  }
}

/** Wraps a key by writing it down; each new key differs from the last. */
function memoryKeys(): KeyWrapper {
  let made = 0;
  return {
    create: async ({ project, stack }) => ({
      url: `awskms:///arn:aws:kms:us-east-1:000000000000:key/k?region=us-east-1&context_stack=${project}%2F${stack}`,
      encryptedKey: createHash('sha256').update(`key ${++made}`).digest('base64'),
    }),
    unwrap: async ({ encryptedKey }) => Buffer.from(encryptedKey, 'base64'),
    checkUsable: async () => undefined,
  };
}

/** A cluster without a single custom resource. */
function emptyCluster(name: string): Cluster {
  const answers: Readonly<Record<string, unknown>> = {
    '/version': { gitVersion: 'v1.35.4' },
    '/api': { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', items: [] },
    '/apis': { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', items: [] },
  };
  return {
    name,
    get: async (path) => {
      const found = answers[path.split('?')[0] ?? ''] ?? {
        apiVersion: 'v1',
        items: [],
        kind: 'List',
        metadata: { resourceVersion: '1' },
      };
      return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(found)) };
    },
  };
}

export function refused(): never {
  throw new AccessRefused({ subject: 'a test', found: 'refused', next: 'nothing' });
}
