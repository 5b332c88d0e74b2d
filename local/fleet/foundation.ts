import type { JsonObject } from '#local/stand-ins/pulumi-cloud/json.ts';
import { formatStackRef, type StackRef } from '#src/stack-ref.ts';
import {
  providerReference,
  providerResource,
  rootUrnOf,
  type StateResource,
  sealed,
  timesOf,
  urnOf,
} from './resource.ts';
import { seededText } from './seeded.ts';
import { CLUSTER_PROJECT } from './tenants.ts';

/** What every other resource of a tenant's state rests on, in the order the state needs. */
export interface Foundation {
  readonly root: StateResource;
  readonly resources: readonly StateResource[];
  /** Reference of the provider that speaks to the tenant's cluster. */
  readonly clusterProvider: string;
}

export function foundationOf(ref: StackRef, canary: string): Foundation {
  const kubeconfig = sealed(`apiVersion: v1\nusers:\n- token: ${canary}.${seededText(ref.stack, 32)}\n`);
  const root = rootResource(ref, canary);
  const builtin = providerResource(ref, { name: 'default', plugin: 'pulumi' });
  const reference = clusterReference(ref, { provider: providerReference(builtin), kubeconfig });
  const cluster: StateResource = {
    ...providerResource(ref, { name: 'cluster', plugin: 'kubernetes', inputs: { kubeconfig, version: '4.24.0' } }),
    dependencies: [reference.urn],
    propertyDependencies: { kubeconfig: [reference.urn], version: null },
  };
  return { root, resources: [root, builtin, reference, cluster], clusterProvider: providerReference(cluster) };
}

function rootResource(ref: StackRef, canary: string): StateResource {
  const urn = rootUrnOf(ref);
  const outputs: JsonObject = {
    endpoint: `https://${ref.stack}.example.invalid`,
    adminPassword: sealed(`${canary}.${seededText(urn, 20)}`),
    limits: { '10': 1, '9': 0.5 },
  };
  return { urn, custom: false, type: 'pulumi:pulumi:Stack', outputs, ...timesOf(urn) };
}

/** The tenant's stack reads the outputs of the stack that made its cluster; what is secret there is secret here. */
function clusterReference(
  ref: StackRef,
  { provider, kubeconfig }: { provider: string; kubeconfig: JsonObject },
): StateResource {
  const name = formatStackRef({ ...ref, project: CLUSTER_PROJECT });
  const type = 'pulumi:pulumi:StackReference';
  const urn = urnOf(ref, { type, name });
  const outputs = { clusterName: ref.stack, vpcCidr: '10.20.0.0/16', nodeCount: 6, kubeconfig };
  return {
    urn,
    custom: true,
    id: name,
    type,
    inputs: { name },
    outputs: { name, outputs, secretOutputNames: ['kubeconfig'] },
    parent: rootUrnOf(ref),
    external: true,
    provider,
    propertyDependencies: { name: null },
    ...timesOf(urn),
  };
}
