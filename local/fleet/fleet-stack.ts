import type { SeedConfigValue, SeedStack } from '#local/stand-ins/pulumi-cloud/seed.ts';
import { formatStackRef } from '#src/stack-ref.ts';
import { type StateShape, tenantDeployment } from './deployment.ts';
import { tenantHistory } from './history.ts';
import { seededText } from './seeded.ts';
import { CLUSTER_PROJECT, type DemoTenant } from './tenants.ts';

/** A demo tenant's stack, ready for the stand-in cloud. */
export function tenantStack({ stack, size, canary, ...tenant }: DemoTenant): SeedStack {
  const { resources, secrets } = size;
  return fleetStack({ ref: stack, resources, secrets, canary }, { region: tenant.region, customer: tenant.customer });
}

/** Any stack of the fleet's kind: state, configuration, tags and history that belong together. */
export function fleetStack(shape: StateShape, about: About): SeedStack {
  return {
    ref: shape.ref,
    deployment: tenantDeployment(shape),
    config: configOf(shape, about),
    tags: tagsOf(shape, about),
    history: tenantHistory(shape.ref.stack, shape.resources),
  };
}

export interface About {
  readonly region: string;
  readonly customer: string;
}

function configOf({ ref, canary }: StateShape, { region, customer }: About): Record<string, SeedConfigValue> {
  const key = (name: string) => `${ref.project}:${name}`;
  const secret = (name: string) => `${canary}.${seededText(`${ref.stack}/${name}`, 24)}`;
  return {
    'aws:region': { kind: 'text', text: region },
    [key('customer')]: { kind: 'text', text: customer },
    [key('clusterStack')]: { kind: 'text', text: formatStackRef({ ...ref, project: CLUSTER_PROJECT }) },
    [key('kafkaBrokers')]: { kind: 'text', text: '3' },
    [key('registryToken')]: { kind: 'secret', text: secret('registryToken') },
    [key('runnerToken')]: { kind: 'secret', text: secret('runnerToken') },
    [key('alerting')]: {
      kind: 'object',
      value: {
        receivers: [{ name: 'on-call', webhook: { plaintext: `https://alerts.example.invalid/${secret('webhook')}` } }],
      },
    },
  };
}

function tagsOf({ ref }: StateShape, { customer }: About): Record<string, string> {
  return {
    'pulumi:project': ref.project,
    'pulumi:runtime': 'nodejs',
    'pulumi:description': 'Services of one tenant’s cluster',
    'vcs:kind': 'gitlab.com',
    'vcs:owner': ref.organization,
    'vcs:repo': ref.project,
    customer,
  };
}
