import type { Deployment } from '#src/pulumi/format/deployment.ts';
import type { Span } from '#src/pulumi/format/json-cursor.ts';
import { type JsonNode, parseJson } from '#src/pulumi/format/json-tree.ts';

/** One part of a deployment, small enough to be read whole. */
export interface Part {
  readonly kind: 'member' | 'resource' | 'pending operation';
  /** Unique among parts of its kind; property paths go on from here. */
  readonly place: string;
  readonly span: Span;
}

/** The parts of a deployment but `secrets_providers`: small members by name, then the lists' items in their order. */
export function partsOf({ members, resources, pendingOperations }: Deployment): readonly Part[] {
  const small = members
    .filter(({ key }) => !['secrets_providers', 'resources', 'pending_operations'].includes(key))
    .toSorted((left, right) => (left.key < right.key ? -1 : 1));
  return [
    ...small.map(({ key, value }): Part => ({ kind: 'member', place: key, span: value })),
    ...resources.map((span, index): Part => ({ kind: 'resource', place: `resources/${index}`, span })),
    ...pendingOperations.map((span, index): Part => ({ kind: 'pending operation', place: `pending/${index}`, span })),
  ];
}

/** The tree of one part; callers keep only one at a time, because a state may have many megabytes. */
export function readPart({ bytes, subject }: Deployment, { span }: Part): JsonNode {
  return parseJson(bytes, span, subject);
}
