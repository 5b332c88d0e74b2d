import { canonicalText, partsOf, type SecretDigests } from '#src/pulumi/format/canonical.ts';
import type { Deployment } from '#src/pulumi/format/deployment.ts';
import { type JsonNode, memberOf, textOf } from '#src/pulumi/format/json-tree.ts';
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

/** Where `found` differs from `expected`, at most `limit` places. Parts are compared in their order, which has meaning. */
export function differencesOf(expected: ComparedState, found: ComparedState, limit = 20): readonly Difference[] {
  const differences: Difference[] = [];
  const [left, right] = [partsOf(expected.deployment), partsOf(found.deployment)];
  while (differences.length < limit) {
    const [one, other] = [left.next().value, right.next().value];
    if (!one && !other) break;
    const urn = nameOf(one?.node ?? other?.node, one?.key ?? other?.key ?? '');
    const place = one?.place ?? other?.place ?? '';
    const inside = compare(
      { node: one?.node, secrets: expected.secrets },
      { node: other?.node, secrets: found.secrets },
      place,
    );
    for (const { path, kind } of inside) differences.push({ urn, path: path.join('.'), kind });
  }
  return differences.slice(0, limit);
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

function nameOf(node: JsonNode | undefined, key: string): string {
  return textOf(memberOf(node, 'urn')) ?? textOf(memberOf(memberOf(node, 'resource'), 'urn')) ?? key;
}
