import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KubernetesObject } from '#local/stand-ins/cluster/kubernetes-object.ts';
import { archiveCluster } from '#src/kubernetes/archive.ts';
import { takeBaseline } from '#src/kubernetes/baseline.ts';
import type { Cluster } from '#src/kubernetes/cluster.ts';
import { compareBaseline } from '#src/kubernetes/compare-baseline.ts';
import { discover } from '#src/kubernetes/discovery.ts';
import { countObjects, listPages } from '#src/kubernetes/list.ts';
import { readLines } from '#src/kubernetes/pack.ts';
import { verifyArchive } from '#src/kubernetes/verify-archive.ts';
import { definition, ferry, instantClock, memoryArchive, run } from '#test/support/kubernetes.ts';

/** A cluster that serves what it was given, as an API server does. */
export interface ServedCluster {
  readonly cluster: Cluster;
  close(): Promise<void>;
}

const FERRIES = '/apis/boats.example.com/v1/ferries';
const COUNT = 250;
const names = Array.from({ length: COUNT }, (_, index) => `ferry-${String(index).padStart(4, '0')}`);

const objects = [definition({}), ...names.map((name) => ferry(name, { spec: { draught: 9223372036854775807n } }))];

/** What every cluster must do, the stand-in and a real API server alike. `start` serves exactly these objects and more. */
export function clusterContract(start: (objects: readonly KubernetesObject[]) => Promise<ServedCluster>): void {
  describe('a cluster', () => {
    let served: ServedCluster;

    beforeAll(async () => {
      served = await start(objects);
    });
    afterAll(async () => {
      await served.close();
    });

    it('says what it serves', async () => {
      const found = await discover(served.cluster);

      expect(found.serverVersion).toMatch(/^v\d+\.\d+/);
      expect(found.groups).toContainEqual({ group: 'boats.example.com', versions: ['v1'] });
    });

    it('lists every object once, in order, at one version', async () => {
      const found: string[] = [];
      const versions = new Set<string>();
      for await (const page of listPages(served.cluster, FERRIES)) {
        versions.add(page.resourceVersion);
        found.push(...page.objects.map((raw) => Buffer.from(raw).toString('utf8')));
      }

      expect(found.map((raw) => (JSON.parse(raw) as KubernetesObject).metadata.name)).toEqual(names);
      expect(versions.size).toBe(1);
    });

    it('keeps every digit of a large integer', async () => {
      const first = await listPages(served.cluster, FERRIES).next();
      const [raw = new Uint8Array()] = first.value?.objects ?? [];

      expect(Buffer.from(raw).toString('utf8')).toContain('9223372036854775807');
    });

    it('counts without listing', async () => {
      await expect(countObjects(served.cluster, FERRIES)).resolves.toBe(COUNT);
    });

    it('answers 404 for a type it does not serve', async () => {
      await expect(served.cluster.get('/apis/boats.example.com/v1/submarines')).resolves.toMatchObject({ status: 404 });
    });

    it('is archived whole, and the archive reads back', async () => {
      const store = memoryArchive();

      const { manifest } = await archiveCluster({ cluster: served.cluster, run, store, clock: instantClock() });
      const { kinds } = await verifyArchive(manifest, store);

      const entry = kinds.find(({ kind }) => kind === 'Ferry');
      const [part] = entry?.parts ?? [];
      expect(entry).toMatchObject({ version: 'v1', storedVersions: ['v1'], count: COUNT });
      expect(part && (await readLines(part, store))).toHaveLength(COUNT);
    });

    it('is no worse than itself', async () => {
      const before = await takeBaseline(served.cluster, instantClock());
      const after = await takeBaseline(served.cluster, instantClock());

      expect(before.objects.length).toBeGreaterThanOrEqual(COUNT);
      expect(compareBaseline(before, after)).toEqual([]);
    });
  });
}
