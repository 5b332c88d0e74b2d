import { EKSClient } from '@aws-sdk/client-eks';
import { AssumeRoleCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import type { Clock } from '#src/clock.ts';
import type { ClusterRef } from '#src/kubernetes/cluster.ts';
import { translateAwsError } from '#src/kubernetes/translate-error.ts';

/** What AWS is asked for on the way to a cluster, in the cluster's own region. */
export interface ClusterAws {
  readonly eks: EKSClient;
  readonly credentials: () => Promise<SigningCredentials>;
  /** The regional STS endpoint: the host the token's URL names and EKS calls. */
  readonly stsUrl: URL;
}

export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

interface AwsOptions {
  readonly clock: Clock;
  readonly endpointUrl?: string | undefined;
  readonly credentials?: STSClientConfig['credentials'] | undefined;
}

export function awsOf(ref: ClusterRef, { clock, endpointUrl, credentials }: AwsOptions): ClusterAws {
  const own = {
    region: ref.region,
    ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
    ...(credentials === undefined ? {} : { credentials }),
  };
  const sts = new STSClient(own);
  const signing = ref.roleArn === undefined ? sts.config.credentials : assumed({ sts, roleArn: ref.roleArn, clock });
  const eks = new EKSClient({ ...own, credentials: signing });
  return { eks, credentials: signing, stsUrl: stsUrlOf(sts, ref.region, endpointUrl) };
}

/** The SDK's own rules know every partition's host, so no DNS suffix is written here. */
function stsUrlOf(sts: STSClient, region: string, endpointUrl: string | undefined): URL {
  if (endpointUrl !== undefined) return new URL(endpointUrl);
  const rules = { Region: region, UseFIPS: false, UseDualStack: false, UseGlobalEndpoint: false };
  return sts.config.endpointProvider(rules).url;
}

const RENEW_BEFORE_MS = 5 * 60_000;

function assumed(order: { sts: STSClient; roleArn: string; clock: Clock }): () => Promise<SigningCredentials> {
  let kept: SigningCredentials | undefined;
  return async () => {
    const isFresh = (kept?.expiration?.getTime() ?? 0) - order.clock.now().getTime() > RENEW_BEFORE_MS;
    kept = isFresh && kept !== undefined ? kept : await assumeRole(order.sts, order.roleArn);
    return kept;
  };
}

async function assumeRole(sts: STSClient, roleArn: string): Promise<SigningCredentials> {
  try {
    const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'stackferry' });
    const { Credentials: found } = await sts.send(command);
    return {
      accessKeyId: found?.AccessKeyId ?? '',
      secretAccessKey: found?.SecretAccessKey ?? '',
      ...(found?.SessionToken === undefined ? {} : { sessionToken: found.SessionToken }),
      ...(found?.Expiration === undefined ? {} : { expiration: found.Expiration }),
    };
  } catch (error) {
    throw translateAwsError(error, { subject: roleArn, act: 'sts:AssumeRole' });
  }
}
