import { describe, expect, it } from '@jest/globals';
import { awsOf } from '#src/kubernetes/aws.ts';
import { signToken, tokenSource } from '#src/kubernetes/token.ts';
import { credentials, instantClock } from '#test/support/kubernetes.ts';

const SIGNED_AT = new Date('2026-05-04T08:15:00Z');

async function urlOf(order: { region?: string; endpointUrl?: string; sessionToken?: string }): Promise<URL> {
  const { region = 'eu-west-1', endpointUrl, sessionToken } = order;
  const clock = instantClock(SIGNED_AT);
  const own = sessionToken === undefined ? credentials : { ...credentials, sessionToken };
  const signing = awsOf({ name: 'shop', region }, { clock, endpointUrl, credentials: own });
  const token = await signToken({ cluster: 'shop', region, clock, signing }, SIGNED_AT);
  const [prefix, encoded = ''] = token.split('.');
  expect(prefix).toBe('k8s-aws-v1');
  expect(encoded).toMatch(/^[A-Za-z0-9_-]+$/);
  return new URL(Buffer.from(encoded, 'base64url').toString('utf8'));
}

describe('an EKS token', () => {
  it('is a presigned GetCallerIdentity with the cluster’s name among the signed headers', async () => {
    const url = await urlOf({});

    expect(url.origin + url.pathname).toBe('https://sts.eu-west-1.amazonaws.com/');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      Action: 'GetCallerIdentity',
      Version: '2011-06-15',
      'X-Amz-Credential': 'AKIDEXAMPLE/20260504/eu-west-1/sts/aws4_request',
      'X-Amz-Date': '20260504T081500Z',
      'X-Amz-Expires': '60',
      'X-Amz-SignedHeaders': 'host;x-k8s-aws-id',
    });
  });

  it('bears no query key that EKS would refuse', async () => {
    const url = await urlOf({ sessionToken: 'a+b/c=' });

    expect([...url.searchParams.keys()].toSorted()).toEqual([
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
    expect(url.searchParams.get('X-Amz-Security-Token')).toBe('a+b/c=');
  });

  it('names the regional host of the cluster’s own partition', async () => {
    const url = await urlOf({ region: 'cn-north-1' });

    expect(url.host).toBe('sts.cn-north-1.amazonaws.com.cn');
  });

  it('names the local AWS when that is where STS answers', async () => {
    const url = await urlOf({ endpointUrl: 'http://127.0.0.1:4566' });

    expect(url.origin).toBe('http://127.0.0.1:4566');
  });

  it('never holds the secret key', async () => {
    expect((await urlOf({})).href).not.toContain(credentials.secretAccessKey);
  });
});

const sourceAt = (clock: ReturnType<typeof instantClock>) =>
  tokenSource({
    cluster: 'shop',
    region: 'eu-west-1',
    clock,
    signing: awsOf({ name: 'shop', region: 'eu-west-1' }, { clock, credentials }),
  });

describe('keeping a token', () => {
  it('hands out the same one until well before it ends, then a new one', async () => {
    const clock = instantClock(SIGNED_AT);
    const source = sourceAt(clock);
    const first = await source.current();

    await clock.sleep(9 * 60_000);
    const kept = await source.current();
    await clock.sleep(2 * 60_000);
    const renewed = await source.current();

    expect(kept).toBe(first);
    expect(renewed).not.toBe(first);
  });
});
