import { type Answer, json, refusal } from '#local/stand-ins/cluster/replies.ts';
import type { ResourceType } from '#local/stand-ins/cluster/resource-types.ts';

export interface DiscoveryOptions {
  /** No aggregated discovery. */
  readonly isOld: boolean;
  /** `group/version` whose backend is dead. */
  readonly brokenApis: readonly string[];
}

type Served = DiscoveryOptions & { readonly types: readonly ResourceType[] };

const AGGREGATED = 'as=APIGroupDiscoveryList';
const VERSION = { major: '1', minor: '35', gitVersion: 'v1.35.4-stand-in', platform: 'linux/amd64' };

/** `/version`, `/apis` in both forms and `/apis/<group>/<version>`; undefined for every other path. */
export function renderDiscovery(path: string, accept: string, served: Served): Answer | undefined {
  if (path === '/version') return json(200, JSON.stringify(VERSION));
  if (path === '/apis') {
    const isAggregated = accept.includes(AGGREGATED) && !served.isOld;
    return json(200, JSON.stringify(isAggregated ? aggregated(served) : groupList(served)));
  }
  const groupVersion = /^\/apis\/([^/]+\/[^/]+)$/.exec(path)?.[1];
  if (groupVersion === undefined) return undefined;
  if (served.brokenApis.includes(groupVersion)) {
    return refusal(503, 'ServiceUnavailable', 'error trying to reach service');
  }
  const types = served.types.filter((type) => `${type.group}/${type.version}` === groupVersion);
  return types.length === 0 ? undefined : json(200, JSON.stringify(resourceList(groupVersion, types)));
}

function aggregated(served: Served) {
  const items = [...versionsByGroup(served)].map(([name, versions]) => ({
    metadata: { name, creationTimestamp: null },
    versions: versions.map((version) => ({
      version,
      resources: served.types.filter((type) => type.group === name && type.version === version).map(describe),
      freshness: served.brokenApis.includes(`${name}/${version}`) ? 'Stale' : 'Current',
    })),
  }));
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
}

function groupList(served: Served) {
  const groups = [...versionsByGroup(served)].map(([name, versions]) => {
    const listed = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
    return { name, versions: listed, preferredVersion: listed[0] };
  });
  return { kind: 'APIGroupList', apiVersion: 'v1', groups };
}

function resourceList(groupVersion: string, types: readonly ResourceType[]) {
  const resources = types.map(({ plural, kind, isNamespaced }) => ({
    name: plural,
    kind,
    namespaced: isNamespaced,
    verbs: VERBS,
  }));
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources };
}

const VERBS = ['get', 'list'];

function describe({ group, version, kind, plural, isNamespaced }: ResourceType) {
  const scope = isNamespaced ? 'Namespaced' : 'Cluster';
  return { resource: plural, responseKind: { group, version, kind }, scope, verbs: VERBS };
}

function versionsByGroup({ types, brokenApis }: Served): ReadonlyMap<string, readonly string[]> {
  const named = [
    ...types.filter(({ group }) => group !== '').map(({ group, version }) => `${group}/${version}`),
    ...brokenApis,
  ];
  const found = new Map<string, string[]>();
  for (const groupVersion of new Set(named)) {
    const [group = '', version = ''] = groupVersion.split('/');
    found.set(group, [...(found.get(group) ?? []), version]);
  }
  return found;
}
