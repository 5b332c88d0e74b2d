import { type JsonNode, parseJson } from '#src/pulumi/format/json-tree.ts';
import { type Edit, splice } from '#src/pulumi/splice.ts';

/** A ciphertext in a structured config value. */
export interface SecureLeaf {
  readonly place: string;
  readonly node: Extract<JsonNode, { kind: 'string' }>;
}

/** The lossless tree of a structured config value. Throws `SnapshotUnreadable`, which repeats nothing of it. */
export function parseObjectText(text: string): JsonNode {
  const bytes = Buffer.from(text);
  return parseJson(bytes, { start: 0, end: bytes.length }, 'a structured config value of the stack’s history');
}

/** A map with the one key `secure` and a string under it is a secret; beside other keys, `secure` is an ordinary key. */
export function* secureLeavesOf(node: JsonNode, place: string): Generator<SecureLeaf> {
  if (node.kind === 'array') {
    for (const [index, item] of node.items.entries()) yield* secureLeavesOf(item, `${place}/${index}`);
  }
  if (node.kind !== 'object') return;
  const [first, ...more] = node.members;
  if (first?.key === 'secure' && more.length === 0 && first.value.kind === 'string') {
    yield { place, node: first.value };
    return;
  }
  for (const { key, value } of node.members) yield* secureLeavesOf(value, `${place}/${JSON.stringify(key)}`);
}

/** The text with another ciphertext at every leaf, all else as it is. */
export function resealObjectText(text: string, place: string, reseal: (leaf: SecureLeaf) => string): string {
  const edits = [...secureLeavesOf(parseObjectText(text), place)].map((leaf): Edit => {
    const { start, end } = leaf.node;
    return { start, end, text: JSON.stringify(reseal(leaf)) };
  });
  return Buffer.from(splice(Buffer.from(text), edits)).toString('utf8');
}
