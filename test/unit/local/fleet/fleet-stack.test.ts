import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { fleetStack, tenantStack } from '#local/fleet/fleet-stack.ts';
import { DEMO_TENANTS } from '#local/fleet/tenants.ts';
import type { SeedStack } from '#local/stand-ins/pulumi-cloud/seed.ts';
import { parseStackRef } from '#src/stack-ref.ts';

const ABOUT = { region: 'us-east-1', customer: 'alder' };
const SHAPE = { ref: parseStackRef('acme/services/alder-prod'), resources: 130, secrets: 24, canary: 'canary-1' };

interface Resource {
  readonly urn: string;
  readonly custom: boolean;
  readonly id?: string;
  readonly type: string;
  readonly parent?: string;
  readonly provider?: string;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
}

function resourcesOf({ deployment }: SeedStack): readonly Resource[] {
  return (deployment['deployment'] as { resources: readonly Resource[] } & SeedStack['deployment']).resources;
}

describe('the state of a demo tenant', () => {
  it.each(DEMO_TENANTS)('of $name has as many resources as described', (tenant) => {
    expect(resourcesOf(tenantStack(tenant))).toHaveLength(tenant.size.resources);
  });

  it('is the same each time it is made', () => {
    expect(JSON.stringify(fleetStack(SHAPE, ABOUT))).toBe(JSON.stringify(fleetStack(SHAPE, ABOUT)));
  });

  it.each(DEMO_TENANTS)('of $name names only what stands earlier', (tenant) => {
    const seen = new Set<string>();
    const dangling: string[] = [];
    for (const resource of resourcesOf(tenantStack(tenant))) {
      dangling.push(...namedBy(resource).filter((name) => !seen.has(name)));
      seen.add(resource.urn);
      if (resource.type.startsWith('pulumi:providers:')) seen.add(`${resource.urn}::${resource.id}`);
    }

    expect(dangling).toEqual([]);
  });

  it('has each URN once, in the types of its parents, and ids on custom resources only', () => {
    const resources = resourcesOf(fleetStack(SHAPE, ABOUT));

    expect(new Set(resources.map(({ urn }) => urn)).size).toBe(resources.length);
    expect(resources.every(({ custom, id }) => custom === (id !== undefined))).toBe(true);
    expect(resources.filter((resource) => qualifiedTypeOf(resource.urn) !== expectedTypeOf(resource))).toEqual([]);
  });

  it('carries the digest of the version that wrote it', () => {
    const { manifest } = fleetStack(SHAPE, ABOUT).deployment['deployment'] as {
      manifest: { magic: string; version: string };
    } & SeedStack['deployment'];

    expect(manifest.magic).toBe(createHash('sha256').update(manifest.version).digest('hex'));
  });

  it('refers to the stack of its cluster, whose secret output stays secret', () => {
    const reference = resourcesOf(fleetStack(SHAPE, ABOUT)).find(({ type }) => type === 'pulumi:pulumi:StackReference');

    expect(reference).toMatchObject({
      id: 'acme/saas-tenant-cluster/alder-prod',
      outputs: { outputs: { kubeconfig: { plaintext: expect.any(String) } }, secretOutputNames: ['kubeconfig'] },
    });
  });
});

describe('the canary of a demo tenant', () => {
  it('is in every secret of the state and nowhere else', () => {
    const opened: string[] = [];
    const rest = JSON.stringify(fleetStack(SHAPE, ABOUT).deployment, (_, value) => {
      if (typeof value?.plaintext !== 'string') return value;
      opened.push(value.plaintext);
      return undefined;
    });

    expect(opened).toHaveLength(2 * SHAPE.secrets + 4);
    expect(opened.filter((plaintext) => !plaintext.includes(SHAPE.canary))).toEqual([]);
    expect(rest).not.toContain(SHAPE.canary);
  });

  it('is in every secret of the configuration', () => {
    const { config = {} } = fleetStack(SHAPE, ABOUT);
    const withCanary = Object.entries(config).filter(([, value]) => JSON.stringify(value).includes(SHAPE.canary));

    expect(withCanary.map(([key]) => key)).toEqual([
      'services:registryToken',
      'services:runnerToken',
      'services:alerting',
    ]);
  });
});

function namedBy({ parent, provider, dependencies = [], propertyDependencies = {} }: Resource): readonly string[] {
  const named = Object.values(propertyDependencies).flatMap((urns) => urns ?? []);
  return [parent, provider, ...dependencies, ...named].filter((name) => name !== undefined);
}

function qualifiedTypeOf(urn: string): string {
  return urn.split('::')[2] ?? '';
}

function expectedTypeOf({ type, parent }: Resource): string {
  const parentType = qualifiedTypeOf(parent ?? '');
  return parentType === '' || parentType === 'pulumi:pulumi:Stack' ? type : `${parentType}$${type}`;
}
