import { request } from 'node:https';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type ClusterOptions, type StandInCluster, startCluster } from '#local/stand-ins/cluster.ts';
import { connectCluster } from '#src/kubernetes/client.ts';
import { discover } from '#src/kubernetes/discovery.ts';
import { listPages } from '#src/kubernetes/list.ts';
import { clusterContract } from '#test/support/cluster-contract.ts';
import { connectTo, credentials, definition, ferry, instantClock } from '#test/support/kubernetes.ts';
import { type StrictSts, startStrictSts } from '#test/support/strict-sts.ts';

clusterContract(async (objects) => {
  const standIn = await startCluster({ name: 'contract', objects });
  return { cluster: await connectTo(standIn), close: async () => await standIn.close() };
});

const statusesOf = ({ audit }: StandInCluster) => audit.map(({ status }) => status);

describe('a cluster that has its moods', () => {
  const FERRIES = '/apis/boats.example.com/v1/ferries';
  const started: StandInCluster[] = [];

  async function start(options: Omit<ClusterOptions, 'name'> = {}): Promise<StandInCluster> {
    const ferries = Array.from({ length: 150 }, (_, index) => ferry(`ferry-${String(index).padStart(3, '0')}`));
    const standIn = await startCluster({ name: 'moody', objects: [definition({}), ...ferries], ...options });
    started.push(standIn);
    return standIn;
  }

  afterEach(async () => {
    for (const standIn of started.splice(0)) await standIn.close();
  });

  it('is waited for when it throttles, as long as it asks', async () => {
    const standIn = await start({ faults: [{ path: FERRIES, times: 2, kind: 'throttled', retryAfterSeconds: 3 }] });
    const clock = instantClock();

    const answer = await (await connectTo(standIn, clock)).get(`${FERRIES}?limit=1`);

    expect(answer.status).toBe(200);
    expect(clock.slept).toEqual([3000, 3000]);
  });

  it('is asked again after a reset connection and after 503', async () => {
    const standIn = await start({
      faults: [
        { path: FERRIES, times: 1, kind: 'reset' },
        { path: FERRIES, times: 1, kind: 'unavailable' },
      ],
    });

    const answer = await (await connectTo(standIn)).get(`${FERRIES}?limit=1`);

    expect(answer.status).toBe(200);
    expect(statusesOf(standIn)).toEqual([0, 503, 200]);
  });

  it('is shown a new token once when it refuses the first', async () => {
    const standIn = await start({ faults: [{ path: '/version', times: 1, kind: 'unauthorized' }] });

    const answer = await (await connectTo(standIn)).get('/version');

    expect(answer.status).toBe(200);
    expect(statusesOf(standIn)).toEqual([401, 200]);
  });

  it('is named with verb and path when it forbids', async () => {
    const standIn = await start({ faults: [{ path: FERRIES, times: 1, kind: 'forbidden' }] });
    const cluster = await connectTo(standIn);

    await expect(cluster.get(`${FERRIES}?limit=100`)).rejects.toMatchObject({
      name: 'AccessRefused',
      found: expect.stringContaining(`list ${FERRIES} was refused (403)`),
    });
  });

  it('is listed to the end although its token expired in between', async () => {
    const standIn = await start({ faults: [{ path: FERRIES, times: 1, kind: 'expired' }] });
    const names: string[] = [];
    const versions: string[] = [];

    for await (const page of listPages(await connectTo(standIn), FERRIES)) {
      names.push(...page.objects.map((raw) => /"name":"([^"]+)"/.exec(Buffer.from(raw).toString('utf8'))?.[1] ?? ''));
      versions.push(page.resourceVersion);
      standIn.put(ferry('a-late-one'));
    }

    expect(new Set(names).size).toBe(150);
    expect(new Set(versions).size).toBe(2);
  });

  it('has its dead APIs recorded, with and without aggregated discovery', async () => {
    for (const isOld of [false, true]) {
      const standIn = await start({ isOld, brokenApis: ['metrics.k8s.io/v1beta1'] });

      const found = await discover(await connectTo(standIn));

      expect(found.broken).toEqual(['metrics.k8s.io/v1beta1']);
      expect(found.groups).toContainEqual({ group: 'boats.example.com', versions: ['v1'] });
    }
  });

  it('is not spoken to when its certificate is another’s', async () => {
    const standIn = await start();
    const other = await start();
    const { certificateAuthority } = other;
    const ref = { name: 'moody', region: 'eu-west-1', endpoint: standIn.endpoint, certificateAuthority };

    const cluster = await connectCluster(ref, { clock: instantClock(), credentials });

    await expect(cluster.get('/version')).rejects.toMatchObject({ name: 'AccessRefused' });
    expect(standIn.audit).toEqual([]);
  });

  it('is unavailable when nobody answers', async () => {
    const standIn = await start();
    const cluster = await connectTo(standIn);
    await standIn.close();
    started.splice(0);

    await expect(cluster.get('/version')).rejects.toMatchObject({ name: 'ClusterUnavailable' });
  });

  it('refuses to be written to', async () => {
    const standIn = await start();

    const status = await postTo(standIn, '/api/v1/namespaces/harbour/secrets');

    expect(status).toBe(405);
    expect(standIn.audit).toMatchObject([{ verb: 'POST', status: 405 }]);
  });
});

describe('who may read a cluster', () => {
  let sts: StrictSts;
  let standIn: StandInCluster;

  beforeAll(async () => {
    sts = await startStrictSts(credentials.secretAccessKey);
    standIn = await startCluster({ name: 'shop', stsEndpoint: sts.endpoint });
  });
  afterAll(async () => {
    await standIn.close();
    await sts.close();
  });

  const read = async (as: { name?: string; secretAccessKey?: string; endpointUrl?: string }) => {
    const { name = 'shop', secretAccessKey = credentials.secretAccessKey, endpointUrl = sts.endpoint } = as;
    const { endpoint, certificateAuthority } = standIn;
    const ref = { name, region: 'eu-west-1', endpoint, certificateAuthority };
    const own = { ...credentials, secretAccessKey };
    const cluster = await connectCluster(ref, { clock: instantClock(), endpointUrl, credentials: own });
    return await cluster.get('/version');
  };

  it('is whoever STS says signed the token', async () => {
    await expect(read({})).resolves.toMatchObject({ status: 200 });
    expect(standIn.audit.at(-1)).toMatchObject({ user: 'arn:aws:sts::111122223333:assumed-role/ferry/run' });
  });

  it.each([
    ['a token signed with another key', { secretAccessKey: 'another-key' }],
    ['a token made for another cluster', { name: 'another-cluster' }],
    ['a token that points at another STS', { endpointUrl: 'http://127.0.0.1:9' }],
  ])('is nobody with %s', async (_, as) => {
    await expect(read(as)).rejects.toMatchObject({ name: 'AccessRefused' });
  });
});

async function postTo(standIn: StandInCluster, path: string): Promise<number> {
  const ca = Buffer.from(standIn.certificateAuthority, 'base64');
  return await new Promise((resolve, reject) => {
    request(`${standIn.endpoint}${path}`, { method: 'POST', ca }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on('error', reject)
      .end('{}');
  });
}
