import { z } from 'zod';

const definitionSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    group: z.string(),
    scope: z.enum(['Namespaced', 'Cluster']),
    names: z.looseObject({ kind: z.string(), plural: z.string() }),
    versions: z.array(
      z.looseObject({
        name: z.string(),
        served: z.boolean(),
        storage: z.boolean(),
        subresources: z.looseObject({ status: z.unknown().optional() }).optional(),
      }),
    ),
  }),
  status: z
    .looseObject({
      storedVersions: z.array(z.string()).default([]),
      conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).default([]),
    })
    .optional(),
});

/** What a CustomResourceDefinition says about where and how its objects are read. */
export interface Definition {
  /** `kafkatopics.kafka.strimzi.io` */
  readonly name: string;
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly versions: readonly DefinedVersion[];
  /** Versions in which objects may still lie in etcd. */
  readonly storedVersions: readonly string[];
  readonly isEstablished: boolean;
}

export interface DefinedVersion {
  readonly name: string;
  readonly isServed: boolean;
  readonly isStorage: boolean;
  /** Only with the status subresource does `generation` count changes of intent alone. */
  readonly hasStatus: boolean;
}

export function parseDefinition(raw: Uint8Array): Definition {
  const { metadata, spec, status } = definitionSchema.parse(JSON.parse(Buffer.from(raw).toString('utf8')));
  return {
    name: metadata.name,
    group: spec.group,
    kind: spec.names.kind,
    plural: spec.names.plural,
    scope: spec.scope,
    versions: spec.versions.map(({ name, served, storage, subresources }) => ({
      name,
      isServed: served,
      isStorage: storage,
      hasStatus: subresources?.status !== undefined,
    })),
    storedVersions: status?.storedVersions ?? [],
    isEstablished: status?.conditions.some(({ type, status: is }) => type === 'Established' && is === 'True') ?? false,
  };
}
