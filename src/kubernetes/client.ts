import type { STSClientConfig } from '@aws-sdk/client-sts';
import type { Clock } from '#src/clock.ts';
import { findApiServer } from '#src/kubernetes/api-server.ts';
import { awsOf } from '#src/kubernetes/aws.ts';
import type { Cluster, ClusterRef } from '#src/kubernetes/cluster.ts';
import { getPatiently } from '#src/kubernetes/get-patiently.ts';
import { tokenSource } from '#src/kubernetes/token.ts';
import { openTransport } from '#src/kubernetes/transport.ts';

/** What a connection needs besides the cluster's address. */
export interface ClusterDeps {
  readonly clock: Clock;
  /** Where EKS and STS answer instead of in their region, as on the local AWS. */
  readonly endpointUrl?: string | undefined;
  /** Default: the credentials the SDK finds. */
  readonly credentials?: STSClientConfig['credentials'] | undefined;
  /** Spreads retries; default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/**
 * Opens a cluster for reading. Asks EKS for the address unless the ref carries endpoint and CA, and sends nothing to the
 * cluster yet. Throws `AccessRefused`, `ClusterUnavailable`, `SettingsInvalid` (EKS knows no such cluster).
 */
export async function connectCluster(ref: ClusterRef, deps: ClusterDeps): Promise<Cluster> {
  const aws = awsOf(ref, deps);
  const server = await findApiServer(ref, aws.eks);
  const send = openTransport(server);
  const tokens = tokenSource({ cluster: ref.name, region: ref.region, clock: deps.clock, signing: aws });
  const patience = { clock: deps.clock, random: deps.random ?? Math.random };
  return {
    name: ref.name,
    get: async (path, accept = 'application/json') =>
      await getPatiently({ cluster: ref.name, path, accept }, { send, tokens, patience }),
  };
}
