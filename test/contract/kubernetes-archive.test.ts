import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadSamples, multiply } from '#local/stand-ins/cluster/samples.ts';
import { type StandInCluster, startCluster } from '#local/stand-ins/cluster.ts';
import { type ArchiveReport, archiveCluster } from '#src/kubernetes/archive.ts';
import { readBaseline, takeBaseline } from '#src/kubernetes/baseline.ts';
import type { Cluster } from '#src/kubernetes/cluster.ts';
import { compareBaseline } from '#src/kubernetes/compare-baseline.ts';
import { readManifest } from '#src/kubernetes/manifest.ts';
import { readLines } from '#src/kubernetes/pack.ts';
import { verifyArchive } from '#src/kubernetes/verify-archive.ts';
import { connectTo, instantClock, memoryArchive, run, sha256 } from '#test/support/kubernetes.ts';

const PASSWORD = 'bm90LWEtcmVhbC1wYXNzd29yZA==';

describe('an archive of a cluster', () => {
  let standIn: StandInCluster;
  let cluster: Cluster;
  let store: ReturnType<typeof memoryArchive>;

  beforeEach(async () => {
    standIn = await startCluster({ name: 'shop', objects: multiply(await loadSamples(), 300) });
    cluster = await connectTo(standIn);
    store = memoryArchive();
  });
  afterEach(async () => {
    await standIn.close();
  });

  const archive = async (extra: Partial<Parameters<typeof archiveCluster>[0]> = {}): Promise<ArchiveReport> =>
    await archiveCluster({ cluster, run, store, clock: instantClock(), ...extra });

  const everyLine = async (area: string): Promise<string> => {
    const pointers = [...store.stored.values()].filter(
      ({ key }) => key.includes(`/${area}/`) && key.includes('.ndjson.'),
    );
    const lines = await Promise.all(pointers.map(async (pointer) => await readLines(pointer, store)));
    return lines.flat().join('\n');
  };

  it('holds every custom resource, definition, volume and named secret', async () => {
    const { counts, gaps } = await archive();

    expect(counts).toMatchObject({ kinds: 10, objects: 303, crds: 7, secrets: 2 });
    expect(gaps).toEqual([]);
  });

  it('is taken without a single request that is not a GET', async () => {
    await archive();

    expect(new Set(standIn.audit.map(({ verb }) => verb))).toEqual(new Set(['GET']));
  });

  it('keeps objects in the bytes they were served in', async () => {
    await archive();

    expect(await everyLine('cluster')).toContain('"flush.messages":9223372036854775807');
  });

  it('names the SHA-256 of each of its objects', async () => {
    const { manifest } = await archive();
    const { definitions, kinds } = await readManifest(manifest, store);

    for (const part of [...definitions.parts, ...kinds.flatMap(({ parts }) => parts)]) {
      expect(sha256(await store.read(part))).toBe(part.sha256);
    }
  });

  it('reads back whole', async () => {
    const { manifest } = await archive();

    await expect(verifyArchive(manifest, store)).resolves.toMatchObject({ cluster: { name: 'shop' } });
  });

  it('is corrupt when one bit of any object has changed', async () => {
    const { manifest } = await archive();

    for (const pointer of store.stored.values()) {
      const damaged = memoryArchive();
      damaged.read = async (asked) => {
        const bytes = Uint8Array.from(await store.read(asked));
        if (asked.key === pointer.key) bytes[0] = (bytes[0] ?? 0) ^ 1;
        return bytes;
      };
      await expect(verifyArchive(manifest, damaged)).rejects.toMatchObject({ name: 'BackupCorrupt' });
    }
  });

  it('keeps secrets out of every area but their own', async () => {
    await archive();

    expect(await everyLine('cluster')).not.toContain(PASSWORD);
    expect(await everyLine('secrets')).toContain(PASSWORD);
  });

  it('lists no secrets: it reads those that custom resources name, one by one', async () => {
    await archive();

    const asked = standIn.audit.map(({ path }) => path).filter((path) => path.includes('/secrets'));
    expect(asked.toSorted().slice(0, 2)).toEqual([
      '/api/v1/namespaces/messaging/secrets/ledger',
      '/api/v1/namespaces/messaging/secrets/ledger-000002',
    ]);
  });

  it('says which secrets it was refused', async () => {
    standIn.inject({ path: '/api/v1/namespaces/messaging/secrets/ledger', times: 1, kind: 'forbidden' });

    const { gaps } = await archive();

    expect(gaps).toEqual(['secret messaging/ledger may not be read']);
  });

  it('fails rather than leave out a kind it may not read', async () => {
    standIn.inject({ path: '/apis/kafka.strimzi.io/v1/kafkausers', times: 1, kind: 'forbidden' });

    await expect(archive()).rejects.toMatchObject({ name: 'AccessRefused' });
    expect([...store.stored.keys()].filter((key) => key.endsWith('manifest.json'))).toEqual([]);
  });

  it('is written anew beside the remains of a try that died, whatever changed in between', async () => {
    standIn.inject({ path: '/apis/cert-manager.io', times: 1, kind: 'forbidden' });
    await archive().catch(() => undefined);
    const topic = (await loadSamples()).find(({ kind }) => kind === 'KafkaTopic');
    if (topic) standIn.put({ ...topic, spec: { partitions: 48, replicas: 3 } });

    const { manifest } = await archive();

    await expect(verifyArchive(manifest, store)).resolves.toMatchObject({ run });
  });

  it('stands once its manifest is written: a repetition returns it and leaves the cluster alone', async () => {
    const first = await archive();
    const asked = standIn.audit.length;

    const second = await archive({ existing: first.manifest });

    expect(second).toEqual(first);
    expect(standIn.audit).toHaveLength(asked);
  });

  it('has the same bytes when the cluster stood still', async () => {
    await archive();
    const before = [...store.stored.keys()].filter((key) => key.endsWith('.ndjson.zst'));

    store = memoryArchive();
    await archive();

    expect([...store.stored.keys()].filter((key) => key.endsWith('.ndjson.zst'))).toEqual(before);
  });

  it('leaves a baseline that a look at the unchanged cluster agrees with', async () => {
    const { baseline } = await archive();
    const before = await readBaseline(baseline, store);

    expect(before.objects.map(({ health }) => health)).toEqual(expect.arrayContaining(['healthy', 'unhealthy']));
    expect(compareBaseline(before, await takeBaseline(cluster, instantClock()))).toEqual([]);
  });

  it('leaves a baseline that a lost and an edited object differ from', async () => {
    const { baseline } = await archive();
    const [edited, lost] = (await loadSamples()).filter(({ kind }) => kind === 'KafkaTopic');
    if (edited) standIn.put({ ...edited, spec: { partitions: 1 } });
    if (lost) standIn.remove(lost);

    const differences = compareBaseline(
      await readBaseline(baseline, store),
      await takeBaseline(cluster, instantClock()),
    );

    expect(differences).toMatchObject([
      { kind: 'changed', subject: 'KafkaTopic messaging/payments' },
      { kind: 'worse', subject: 'KafkaTopic messaging/payments' },
      { kind: 'lost', subject: 'KafkaTopic messaging/payments-dead-letters' },
    ]);
  });
});
