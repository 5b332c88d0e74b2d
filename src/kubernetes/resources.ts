import type { Cluster } from '#src/kubernetes/cluster.ts';
import { type DefinedVersion, type Definition, parseDefinition } from '#src/kubernetes/definition.ts';
import { type Discovery, preferredVersionOf } from '#src/kubernetes/discovery.ts';
import { listPages } from '#src/kubernetes/list.ts';

/** One kind of object, and the version it is read through. */
export interface ResourceKind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly servedVersions: readonly string[];
  readonly storedVersions: readonly string[];
  /** Reading through another version than the stored one passes conversion, which may lose fields. */
  readonly isStorageVersion: boolean;
  readonly hasStatus: boolean;
}

export interface ResourcesToArchive {
  /** The CustomResourceDefinitions as served, for the archive. */
  readonly definitions: readonly Uint8Array[];
  readonly kinds: readonly ResourceKind[];
  readonly skipped: readonly SkippedKind[];
}

export interface SkippedKind {
  readonly group: string;
  readonly kind: string;
  readonly reason: string;
}

const DEFINITIONS_PATH = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** The storage objects that operators' data hangs on: what binds a claim to its volume. */
const VOLUME_KINDS: readonly ResourceKind[] = [
  builtIn({ group: '', kind: 'PersistentVolume', plural: 'persistentvolumes' }),
  builtIn({ group: '', kind: 'PersistentVolumeClaim', plural: 'persistentvolumeclaims' }),
  builtIn({ group: 'storage.k8s.io', kind: 'StorageClass', plural: 'storageclasses' }),
];

/** Every kind a backup must hold: volumes, and each custom resource through its storage version where that is served. */
export async function resourcesToArchive(cluster: Cluster, discovery: Discovery): Promise<ResourcesToArchive> {
  const definitions: Uint8Array[] = [];
  for await (const page of listPages(cluster, DEFINITIONS_PATH)) definitions.push(...page.objects);
  const kinds: ResourceKind[] = [...VOLUME_KINDS];
  const skipped: SkippedKind[] = [];
  for (const definition of definitions.map(parseDefinition)) {
    const version = chooseVersion(definition, preferredVersionOf(discovery, definition.group));
    if (version === undefined || !definition.isEstablished) {
      const reason = version === undefined ? 'no version is served' : 'the definition is not established';
      skipped.push({ group: definition.group, kind: definition.kind, reason });
    } else {
      kinds.push(kindOf(definition, version));
    }
  }
  return { definitions, kinds, skipped };
}

/** `/apis/kafka.strimzi.io/v1/kafkas`: all namespaces at once. */
export function pathOf({ group, version, plural }: ResourceKind): string {
  return group === '' ? `/api/${version}/${plural}` : `/apis/${group}/${version}/${plural}`;
}

function chooseVersion(definition: Definition, preferred: string | undefined): DefinedVersion | undefined {
  const served = definition.versions.filter(({ isServed }) => isServed);
  return served.find(({ isStorage }) => isStorage) ?? served.find(({ name }) => name === preferred) ?? served[0];
}

function kindOf(definition: Definition, version: DefinedVersion): ResourceKind {
  return {
    group: definition.group,
    version: version.name,
    kind: definition.kind,
    plural: definition.plural,
    servedVersions: definition.versions.filter(({ isServed }) => isServed).map(({ name }) => name),
    storedVersions: definition.storedVersions,
    isStorageVersion: version.isStorage,
    hasStatus: version.hasStatus,
  };
}

function builtIn(names: Pick<ResourceKind, 'group' | 'kind' | 'plural'>): ResourceKind {
  const version = 'v1';
  return {
    ...names,
    version,
    servedVersions: [version],
    storedVersions: [version],
    isStorageVersion: true,
    hasStatus: false,
  };
}
