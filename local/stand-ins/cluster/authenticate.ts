/** The user behind an `Authorization` header, or undefined for a token that EKS would refuse. */
export type Authenticate = (authorization: string | undefined) => Promise<string | undefined>;

const LIVES_MS = 15 * 60_000;
const ALLOWED_KEYS = new Set([
  'Action',
  'Version',
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-Security-Token',
  'X-Amz-Signature',
  'X-Amz-SignedHeaders',
]);

/** Proves tokens as EKS does: by calling the URL in them with the cluster's name added. */
export function authenticator(order: {
  readonly cluster: string;
  readonly stsEndpoint?: string | undefined;
}): Authenticate {
  const known = new Map<string, string | undefined>();
  return async (authorization) => {
    const url = readTokenUrl(authorization ?? '');
    if (url === undefined) return undefined;
    if (order.stsEndpoint === undefined) return 'anybody';
    if (url.origin !== new URL(order.stsEndpoint).origin) return undefined;
    if (!known.has(url.href)) known.set(url.href, await callSts(url, order.cluster));
    return known.get(url.href);
  };
}

function readTokenUrl(authorization: string): URL | undefined {
  const encoded = /^Bearer k8s-aws-v1\.([A-Za-z0-9_-]+)$/.exec(authorization)?.[1];
  const text = encoded === undefined ? '' : Buffer.from(encoded, 'base64url').toString('utf8');
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const keys = [...url.searchParams.keys()];
  const isOurs =
    url.pathname === '/' &&
    keys.every((key) => ALLOWED_KEYS.has(key)) &&
    url.searchParams.get('Action') === 'GetCallerIdentity' &&
    url.searchParams.get('X-Amz-SignedHeaders')?.split(';').includes('x-k8s-aws-id') === true &&
    isAlive(url.searchParams.get('X-Amz-Date') ?? '');
  return isOurs ? url : undefined;
}

/** `20260504T081500Z` */
function isAlive(stamp: string): boolean {
  const iso = stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  return Math.abs(Date.now() - new Date(iso).getTime()) < LIVES_MS;
}

async function callSts(url: URL, cluster: string): Promise<string | undefined> {
  const answer = await fetch(url, { headers: { 'x-k8s-aws-id': cluster } }).catch(() => undefined);
  return answer?.ok ? /<Arn>([^<]+)<\/Arn>/.exec(await answer.text())?.[1] : undefined;
}
