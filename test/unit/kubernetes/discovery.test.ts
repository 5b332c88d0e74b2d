import { describe, expect, it } from '@jest/globals';
import type { KubernetesObject } from '#local/stand-ins/cluster/kubernetes-object.ts';
import { establish } from '#local/stand-ins/cluster/resource-types.ts';
import { discover } from '#src/kubernetes/discovery.ts';
import { pathOf, resourcesToArchive } from '#src/kubernetes/resources.ts';
import { definition, scriptedCluster } from '#test/support/kubernetes.ts';

const VERSION = { '/version': { body: { gitVersion: 'v1.35.4' } } };
const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions?limit=100';

const group = (name: string, versions: readonly object[]) => ({ metadata: { name }, versions });
const aggregated = (items: readonly object[]) => ({
  '/apis': { body: { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', items } },
});

describe('discovering a cluster', () => {
  it('reads groups, preferred version first, and the server’s version', async () => {
    const cluster = scriptedCluster({
      ...VERSION,
      ...aggregated([group('boats.example.com', [{ version: 'v2', freshness: 'Current' }, { version: 'v1' }])]),
    });

    await expect(discover(cluster)).resolves.toEqual({
      serverVersion: 'v1.35.4',
      groups: [{ group: 'boats.example.com', versions: ['v2', 'v1'] }],
      broken: [],
    });
  });

  it('records a broken group and goes on', async () => {
    const cluster = scriptedCluster({
      ...VERSION,
      ...aggregated([group('metrics.k8s.io', [{ version: 'v1beta1', freshness: 'Stale' }])]),
    });

    await expect(discover(cluster)).resolves.toMatchObject({ broken: ['metrics.k8s.io/v1beta1'] });
  });

  it('asks group by group where the server knows no aggregated discovery', async () => {
    const versions = [{ version: 'v1' }, { version: 'v2' }];
    const cluster = scriptedCluster({
      ...VERSION,
      '/apis': {
        body: {
          kind: 'APIGroupList',
          groups: [{ name: 'boats.example.com', versions, preferredVersion: { version: 'v2' } }],
        },
      },
      '/apis/boats.example.com/v1': { body: { kind: 'APIResourceList' } },
      '/apis/boats.example.com/v2': { status: 503, body: 'no' },
    });

    await expect(discover(cluster)).resolves.toMatchObject({
      groups: [{ group: 'boats.example.com', versions: ['v2', 'v1'] }],
      broken: ['boats.example.com/v2'],
    });
  });

  it('does not take something else for an API server', async () => {
    const cluster = scriptedCluster({});

    await expect(discover(cluster)).rejects.toMatchObject({ name: 'ClusterUnavailable' });
  });
});

const versions = (v1: object, v2: object) => [
  { name: 'v1', served: true, storage: false, ...v1 },
  { name: 'v2', served: true, storage: false, ...v2 },
];

describe('choosing what to archive', () => {
  const discovery = {
    serverVersion: 'v1.35.4',
    groups: [{ group: 'boats.example.com', versions: ['v2', 'v1'] }],
    broken: [],
  };
  const plan = async (...definitions: KubernetesObject[]) =>
    await resourcesToArchive(
      scriptedCluster({ [DEFINITIONS]: { body: { items: definitions, metadata: { resourceVersion: '1' } } } }),
      discovery,
    );
  const ferryOf = (found: Awaited<ReturnType<typeof plan>>) => found.kinds.find(({ kind }) => kind === 'Ferry');

  it('reads a kind through its storage version although another is preferred', async () => {
    const found = await plan(establish(definition({ versions: versions({ storage: true }, {}) })));

    expect(ferryOf(found)).toMatchObject({ version: 'v1', isStorageVersion: true, servedVersions: ['v1', 'v2'] });
  });

  it('falls back to the preferred version where the stored one is not served', async () => {
    const found = await plan(establish(definition({ versions: versions({ storage: true, served: false }, {}) })));

    expect(ferryOf(found)).toMatchObject({ version: 'v2', isStorageVersion: false, storedVersions: ['v1'] });
  });

  it('names kinds that cannot be read instead of leaving them out silently', async () => {
    const unserved = establish(definition({ versions: versions({ served: false, storage: true }, { served: false }) }));
    const unestablished = { ...definition({ kind: 'Barge' }), status: { conditions: [], storedVersions: ['v1'] } };

    const found = await plan(unserved, unestablished);

    expect(found.skipped).toEqual([
      { group: 'boats.example.com', kind: 'Ferry', reason: 'no version is served' },
      { group: 'boats.example.com', kind: 'Barge', reason: 'the definition is not established' },
    ]);
  });

  it('includes the volumes and claims that operators’ data hangs on', async () => {
    const { kinds } = await plan();

    expect(kinds.map(pathOf)).toEqual([
      '/api/v1/persistentvolumes',
      '/api/v1/persistentvolumeclaims',
      '/apis/storage.k8s.io/v1/storageclasses',
    ]);
  });
});
