import { canonicalText, type SecretDigests } from '#src/pulumi/format/canonical.ts';
import type { Deployment } from '#src/pulumi/format/deployment.ts';
import { type JsonNode, memberOf, textOf } from '#src/pulumi/format/json-tree.ts';
import { type Part, partsOf, readPart } from '#src/pulumi/format/parts.ts';
import { readSecret } from '#src/pulumi/format/secret-values.ts';

/** One place at which two states differ. Names the place, never the value. */
export interface Difference {
  /** URN of the resource, or the name of another part of the deployment. */
  readonly urn: string;
  /** Property path within it, as `inputs.spec.replicas`; empty for the whole. */
  readonly path: string;
  readonly kind: 'missing' | 'extra' | 'changed';
}

export interface ComparedState {
  readonly deployment: Deployment;
  readonly secrets: SecretDigests;
}

/** Where `found` differs from `expected`, at most `limit` places. Resources are matched by URN; their order has meaning, too. */
export function differencesOf(expected: ComparedState, found: ComparedState, limit = 20): readonly Difference[] {
  return allDifferences(expected, found).take(limit).toArray();
}

function* allDifferences(expected: ComparedState, found: ComparedState): Generator<Difference> {
  const [left, right] = [namedParts(expected.deployment), namedParts(found.deployment)];
  for (const [name, { urn, part }] of left) {
    const other = right.get(name);
    if (other) yield* partDifferences(urn, { state: expected, part }, { state: found, part: other.part });
    else yield { urn, path: '', kind: 'missing' };
  }
  for (const [name, { urn }] of right) {
    if (!left.has(name)) yield { urn, path: '', kind: 'extra' };
  }
  const moved = firstMoved(
    [...left.keys()].filter((name) => right.has(name)),
    [...right.keys()].filter((name) => left.has(name)),
  );
  const urn = moved === undefined ? undefined : left.get(moved)?.urn;
  if (urn !== undefined) yield { urn, path: 'its place among the others', kind: 'changed' };
}

interface NamedPart {
  readonly urn: string;
  readonly part: Part;
}

/** Parts by a name that both states share: a URN may stand several times, while its resource is being replaced. */
function namedParts(deployment: Deployment): ReadonlyMap<string, NamedPart> {
  const named = new Map<string, NamedPart>();
  for (const part of partsOf(deployment)) {
    const urn = urnOf(part, deployment);
    let occurrence = 1;
    while (named.has(nameOf(part, urn, occurrence))) occurrence++;
    named.set(nameOf(part, urn, occurrence), { urn, part });
  }
  return named;
}

function nameOf({ kind }: Part, urn: string, occurrence: number): string {
  return `${kind} ${urn} ${occurrence}`;
}

function urnOf(part: Part, deployment: Deployment): string {
  if (part.kind === 'member') return part.place;
  const node = readPart(deployment, part);
  return textOf(memberOf(part.kind === 'resource' ? node : memberOf(node, 'resource'), 'urn')) ?? part.place;
}

function firstMoved(before: readonly string[], after: readonly string[]): string | undefined {
  return before.find((name, index) => after[index] !== name);
}

interface StatePart {
  readonly state: ComparedState;
  readonly part: Part;
}

function* partDifferences(urn: string, expected: StatePart, found: StatePart): Generator<Difference> {
  const [left, right] = [sideOf(expected), sideOf(found)];
  for (const { path, kind } of compare(left, right, expected.part.place)) yield { urn, path: path.join('.'), kind };
}

function sideOf({ state: { deployment, secrets }, part }: StatePart): Side {
  return { node: readPart(deployment, part), secrets };
}

interface Side {
  readonly node: JsonNode | undefined;
  readonly secrets: SecretDigests;
}

interface Inside {
  readonly path: readonly string[];
  readonly kind: Difference['kind'];
}

function* compare(expected: Side, found: Side, place: string, path: readonly string[] = []): Generator<Inside> {
  if (!expected.node) {
    if (found.node) yield { path, kind: 'extra' };
    return;
  }
  if (!found.node) {
    yield { path, kind: 'missing' };
    return;
  }
  if (canonicalText(expected.node, place, expected.secrets) === canonicalText(found.node, place, found.secrets)) return;
  const names = childrenOf(expected.node, found.node, place);
  if (!names) {
    yield { path, kind: 'changed' };
    return;
  }
  for (const { name, step } of names) {
    const [one, other] = [childOf(expected.node, name), childOf(found.node, name)];
    yield* compare({ ...expected, node: one }, { ...found, node: other }, `${place}/${step}`, [...path, name]);
  }
}

/** The names both containers may be compared by, or undefined when the two values are compared as wholes. */
function childrenOf(
  one: JsonNode,
  other: JsonNode,
  place: string,
): readonly { name: string; step: string }[] | undefined {
  if (one.kind === 'array' && other.kind === 'array') {
    const length = Math.max(one.items.length, other.items.length);
    return Array.from({ length }, (_, index) => ({ name: String(index), step: String(index) }));
  }
  if (one.kind !== 'object' || other.kind !== 'object') return undefined;
  if (readSecret(one, place) ?? readSecret(other, place)) return undefined;
  const keys = new Set([...one.members, ...other.members].map(({ key }) => key));
  return [...keys].map((name) => ({ name, step: JSON.stringify(name) }));
}

function childOf(node: JsonNode, name: string): JsonNode | undefined {
  return node.kind === 'array' ? node.items[Number(name)] : memberOf(node, name);
}
