import { z } from 'zod';
import type { KubernetesObject } from '#local/stand-ins/cluster/kubernetes-object.ts';

/** One plural of the API in one version. */
export interface ResourceType {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly isNamespaced: boolean;
  /** Custom resources keep `apiVersion` and `kind` in lists and have them in another order. */
  readonly isCustom: boolean;
}

const BUILT_IN: readonly ResourceType[] = [
  builtIn({ group: '', kind: 'PersistentVolume', plural: 'persistentvolumes', isNamespaced: false }),
  builtIn({ group: '', kind: 'PersistentVolumeClaim', plural: 'persistentvolumeclaims', isNamespaced: true }),
  builtIn({ group: '', kind: 'Secret', plural: 'secrets', isNamespaced: true }),
  builtIn({ group: 'storage.k8s.io', kind: 'StorageClass', plural: 'storageclasses', isNamespaced: false }),
  builtIn({
    group: 'apiextensions.k8s.io',
    kind: 'CustomResourceDefinition',
    plural: 'customresourcedefinitions',
    isNamespaced: false,
  }),
];

export function resourceTypes(definitions: readonly KubernetesObject[]): readonly ResourceType[] {
  return [...BUILT_IN, ...definitions.flatMap(typesOf)];
}

/** What the API server adds to a definition once it serves it, unless the test says otherwise. */
export function establish(definition: KubernetesObject): KubernetesObject {
  if (definition['status'] !== undefined) return definition;
  const { spec } = definitionSchema.parse(definition);
  const storedVersions = spec.versions.filter(({ storage }) => storage).map(({ name }) => name);
  const conditions = ['NamesAccepted', 'Established'].map((type) => ({ type, status: 'True' }));
  return { ...definition, status: { acceptedNames: spec.names, conditions, storedVersions } };
}

const definitionSchema = z.looseObject({
  spec: z.looseObject({
    group: z.string(),
    scope: z.string(),
    names: z.looseObject({ kind: z.string(), plural: z.string() }),
    versions: z.array(z.looseObject({ name: z.string(), served: z.boolean(), storage: z.boolean() })),
  }),
});

function typesOf(definition: KubernetesObject): readonly ResourceType[] {
  const { spec } = definitionSchema.parse(definition);
  return spec.versions
    .filter(({ served }) => served)
    .map(({ name }) => ({
      group: spec.group,
      version: name,
      kind: spec.names.kind,
      plural: spec.names.plural,
      isNamespaced: spec.scope === 'Namespaced',
      isCustom: true,
    }));
}

function builtIn(type: Omit<ResourceType, 'version' | 'isCustom'>): ResourceType {
  return { ...type, version: 'v1', isCustom: false };
}
