import { DescribeClusterCommand, type EKSClient } from '@aws-sdk/client-eks';
import { ClusterUnavailable } from '#src/errors.ts';
import type { ClusterRef } from '#src/kubernetes/cluster.ts';
import { translateAwsError } from '#src/kubernetes/translate-error.ts';

/** Where an API server answers and what proves that it is the one. */
export interface ApiServer {
  readonly url: URL;
  /** PEM of the only CA that is trusted. */
  readonly ca: string;
  /** The name its certificate must bear, where the address is an alias. */
  readonly servername?: string | undefined;
}

/** Asks EKS, unless the ref carries both endpoint and CA. */
export async function findApiServer(ref: ClusterRef, eks: EKSClient): Promise<ApiServer> {
  if (ref.endpoint !== undefined && ref.certificateAuthority !== undefined) {
    return { url: new URL(ref.endpoint), ca: fromBase64(ref.certificateAuthority) };
  }
  const described = await describe(ref, eks);
  const own = new URL(described.endpoint);
  const ca = fromBase64(ref.certificateAuthority ?? described.certificateAuthority);
  return ref.endpoint === undefined ? { url: own, ca } : { url: new URL(ref.endpoint), ca, servername: own.hostname };
}

async function describe(ref: ClusterRef, eks: EKSClient): Promise<{ endpoint: string; certificateAuthority: string }> {
  const { cluster } = await eks.send(new DescribeClusterCommand({ name: ref.name })).catch((error: unknown) => {
    throw translateAwsError(error, { subject: `cluster ${ref.name} (${ref.region})`, act: 'eks:DescribeCluster' });
  });
  const endpoint = cluster?.endpoint;
  const certificateAuthority = cluster?.certificateAuthority?.data;
  if (endpoint === undefined || certificateAuthority === undefined) {
    throw new ClusterUnavailable({
      subject: `cluster ${ref.name} (${ref.region})`,
      found: `EKS names no endpoint yet (status ${cluster?.status ?? 'unknown'})`,
      next: 'wait until the cluster is active',
    });
  }
  return { endpoint, certificateAuthority };
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}
