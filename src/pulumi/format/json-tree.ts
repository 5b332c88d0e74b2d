import { JsonCursor, type Span } from '#src/pulumi/format/json-cursor.ts';

/** A value with the place it stands at. Numbers stay the text they were. */
export type JsonNode =
  | (Span & { readonly kind: 'object'; readonly members: readonly JsonMember[] })
  | (Span & { readonly kind: 'array'; readonly items: readonly JsonNode[] })
  | (Span & { readonly kind: 'string'; readonly value: string })
  | (Span & { readonly kind: 'literal'; readonly text: string });

export type JsonObject = Extract<JsonNode, { kind: 'object' }>;

export interface JsonMember {
  readonly key: string;
  /** Where the key's opening quote stands. */
  readonly start: number;
  readonly value: JsonNode;
}

/** Deeper nesting than any program writes; beyond it the text is an attack or an accident. */
const DEEPEST = 2_000;

/** Builds the lossless tree of one value; refuses duplicate keys, which two readers may read differently. */
export function parseJson(bytes: Uint8Array, span: Span, subject: string): JsonNode {
  const cursor = new JsonCursor(bytes, span, subject);
  const node = readNode(cursor, 0);
  cursor.expectEnd();
  return node;
}

export function memberOf(node: JsonNode | undefined, key: string): JsonNode | undefined {
  return node?.kind === 'object' ? node.members.find((member) => member.key === key)?.value : undefined;
}

export function textOf(node: JsonNode | undefined): string | undefined {
  return node?.kind === 'string' ? node.value : undefined;
}

function readNode(cursor: JsonCursor, depth: number): JsonNode {
  if (depth > DEEPEST) cursor.fail(`nesting deeper than ${DEEPEST}`);
  switch (cursor.peek()) {
    case 'object':
      return readObject(cursor, depth);
    case 'array':
      return readArray(cursor, depth);
    case 'string': {
      const span = cursor.string();
      return { kind: 'string', start: span.start, end: span.end, value: cursor.decode(span) };
    }
    case 'literal': {
      const span = cursor.literal();
      return { kind: 'literal', start: span.start, end: span.end, text: cursor.text(span) };
    }
  }
}

function readObject(cursor: JsonCursor, depth: number): JsonNode {
  const { position: start } = cursor;
  const members: JsonMember[] = [];
  const keys = new Set<string>();
  cursor.expect('{');
  if (cursor.closes('}')) return { kind: 'object', start, end: cursor.position, members };
  do {
    const span = cursor.string();
    const key = cursor.decode(span);
    if (keys.has(key)) cursor.fail('a key that stands twice in one object');
    keys.add(key);
    cursor.expect(':');
    members.push({ key, start: span.start, value: readNode(cursor, depth + 1) });
  } while (cursor.continues('}'));
  return { kind: 'object', start, end: cursor.position, members };
}

function readArray(cursor: JsonCursor, depth: number): JsonNode {
  const { position: start } = cursor;
  const items: JsonNode[] = [];
  cursor.expect('[');
  if (cursor.closes(']')) return { kind: 'array', start, end: cursor.position, items };
  do items.push(readNode(cursor, depth + 1));
  while (cursor.continues(']'));
  return { kind: 'array', start, end: cursor.position, items };
}
