import { createHash } from 'node:crypto';
import { groupOf, type KubernetesObject, renderJson } from '#local/stand-ins/cluster/kubernetes-object.ts';
import { establish, type ResourceType, resourceTypes } from '#local/stand-ins/cluster/resource-types.ts';

type Identity = Pick<KubernetesObject, 'apiVersion' | 'kind' | 'metadata'>;

/** What etcd and the API server keep: versions, ids, generations. */
export class ObjectStore {
  readonly #objects = new Map<string, KubernetesObject>();
  #revision = 1000;

  constructor(objects: readonly KubernetesObject[]) {
    for (const object of objects) this.put(object);
  }

  get resourceVersion(): string {
    return String(this.#revision);
  }

  put(given: KubernetesObject): void {
    this.#revision += 1;
    const object = given.kind === 'CustomResourceDefinition' ? establish(given) : given;
    const known = this.#objects.get(keyOf(object));
    const uid = known?.metadata.uid ?? object.metadata.uid ?? makeUid(keyOf(object), this.#revision);
    const metadata = {
      creationTimestamp: known?.metadata.creationTimestamp ?? '2026-05-04T08:15:00Z',
      ...object.metadata,
      uid,
      resourceVersion: this.resourceVersion,
      generation: nextGeneration(known, object),
    };
    this.#objects.set(keyOf(object), { ...object, metadata });
  }

  remove(object: Identity): void {
    this.#revision += 1;
    this.#objects.delete(keyOf(object));
  }

  types(): readonly ResourceType[] {
    return resourceTypes([...this.#objects.values()].filter(({ kind }) => kind === 'CustomResourceDefinition'));
  }

  /** Ordered by namespace and name, as etcd's keys are. */
  list(type: Pick<ResourceType, 'group' | 'kind'>, namespace?: string): readonly KubernetesObject[] {
    return [...this.#objects.values()]
      .filter(({ apiVersion, kind }) => kind === type.kind && groupOf(apiVersion) === type.group)
      .filter((object) => namespace === undefined || object.metadata.namespace === namespace)
      .toSorted((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
  }
}

/** `namespace/name`: where an object stands in its list. */
export function placeOf({ metadata }: Pick<KubernetesObject, 'metadata'>): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function keyOf(object: Identity): string {
  return `${groupOf(object.apiVersion)}/${object.kind}/${placeOf(object)}`;
}

function nextGeneration(known: KubernetesObject | undefined, object: KubernetesObject): number {
  if (known === undefined) return object.metadata.generation ?? 1;
  const before = known.metadata.generation ?? 1;
  return intentOf(known) === intentOf(object) ? before : before + 1;
}

function intentOf(object: KubernetesObject): string {
  return renderJson({ ...object, metadata: undefined, status: undefined });
}

function makeUid(key: string, revision: number): string {
  const hex = createHash('sha256').update(`${key}@${revision}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
