import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Clock } from '#src/clock.ts';
import type { SigningCredentials } from '#src/kubernetes/aws.ts';

export interface TokenSource {
  current(): Promise<string>;
  /** Forgets the token that was refused. */
  renew(): Promise<string>;
}

export interface TokenOrder {
  /** EKS adds the cluster's name when it calls the URL, so a token opens this cluster only. */
  readonly cluster: string;
  readonly region: string;
  readonly clock: Clock;
  readonly signing: { readonly credentials: () => Promise<SigningCredentials>; readonly stsUrl: URL };
}

/** EKS takes a token for 15 minutes after its signing, whatever `X-Amz-Expires` says. */
const RENEW_AFTER_MS = 10 * 60_000;

/** Keeps one token and renews it well before it ends. A token is a secret: it never leaves the request's header. */
export function tokenSource(order: TokenOrder): TokenSource {
  let kept: { readonly token: string; readonly signedAt: number } | undefined;
  const renew = async (): Promise<string> => {
    const signedAt = order.clock.now();
    kept = { token: await signToken(order, signedAt), signedAt: signedAt.getTime() };
    return kept.token;
  };
  const current = async (): Promise<string> =>
    kept !== undefined && order.clock.now().getTime() - kept.signedAt < RENEW_AFTER_MS ? kept.token : await renew();
  return { current, renew };
}

/**
 * `k8s-aws-v1.` and a presigned GetCallerIdentity. EKS refuses any other query key and any other path.
 * https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster
 */
export async function signToken(order: TokenOrder, signingDate: Date): Promise<string> {
  const { credentials, stsUrl } = order.signing;
  const signer = new SignatureV4({
    service: 'sts',
    region: order.region,
    credentials: await credentials(),
    sha256: NodeSha256,
  });
  const request = {
    method: 'GET',
    protocol: stsUrl.protocol,
    hostname: stsUrl.hostname,
    path: '/',
    query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
    headers: { host: stsUrl.host, 'x-k8s-aws-id': order.cluster },
  };
  const { query } = await signer.presign(request, { expiresIn: 60, signingDate });
  const url = `${stsUrl.origin}/?${formatQuery(query ?? {})}`;
  return `k8s-aws-v1.${Buffer.from(url).toString('base64url')}`;
}

function formatQuery(query: Readonly<Record<string, string | string[] | null>>): string {
  return Object.entries(query)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`)
    .join('&');
}

type Bytes = string | ArrayBuffer | ArrayBufferView;

/** The signer wants a hash it can construct; a secret makes it an HMAC. */
class NodeSha256 {
  readonly #secret: Uint8Array | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: Bytes) {
    this.#secret = secret === undefined ? undefined : bytesOf(secret);
    this.#hash = this.#start();
  }

  update(chunk: Bytes): void {
    this.#hash.update(bytesOf(chunk));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.#start();
  }

  #start(): Hash | Hmac {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret);
  }
}

function bytesOf(chunk: Bytes): Uint8Array {
  if (typeof chunk === 'string') return Buffer.from(chunk);
  return ArrayBuffer.isView(chunk)
    ? new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    : new Uint8Array(chunk);
}
