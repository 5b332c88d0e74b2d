import * as fc from 'fast-check';
import { type JsonNode, parseJson } from '#src/pulumi/format/json-tree.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON value, and a text of it with random spaces, escapes and spellings of numbers. */
export function printedJson(): fc.Arbitrary<{ readonly value: unknown; readonly text: string }> {
  return fc
    .tuple(fc.jsonValue({ noUnicodeString: false }), fc.infiniteStream(fc.nat(99)))
    .map(([value, dice]) => ({ value, text: print(value, () => dice.next().value) }));
}

function print(value: unknown, roll: () => number): string {
  const space = () => ['', '', ' ', '\n\t', '\r\n  '][roll() % 5] ?? '';
  const printed = (): string => {
    if (typeof value === 'string') return printString(value, roll);
    if (typeof value === 'number') return printNumber(value, roll);
    if (Array.isArray(value)) return `[${space()}${value.map((item) => print(item, roll)).join(',')}]`;
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const members = Object.entries(value).map(
      ([key, inner]) => `${space()}${printString(key, roll)}${space()}:${print(inner, roll)}`,
    );
    return `{${space()}${members.join(',')}}`;
  };
  return `${space()}${printed()}${space()}`;
}

/** One UTF-16 unit after the other; a lone surrogate has no bytes of its own and is always escaped. */
function printString(text: string, roll: () => number): string {
  const units = Array.from(text, (character) => {
    if (roll() % 4 > 0) return JSON.stringify(character).slice(1, -1);
    return Array.from({ length: character.length }, (_, index) => escaped(character.charCodeAt(index), roll)).join('');
  });
  return `"${units.join('')}"`;
}

function escaped(unit: number, roll: () => number): string {
  const hex = unit.toString(16).padStart(4, '0');
  return String.raw`\u${roll() % 2 > 0 ? hex : hex.toUpperCase()}`;
}

function printNumber(value: number, roll: () => number): string {
  const plain = Object.is(value, -0) ? '-0' : String(value);
  if (roll() % 2 > 0) return plain.replace('e', 'E');
  return plain.includes('e') ? plain : `${plain}${plain.includes('.') ? '0' : '.0'}e+00`;
}

export function parseText(text: string | Uint8Array): JsonNode {
  const bytes = Buffer.from(text);
  return parseJson(bytes, { start: 0, end: bytes.length }, 'a test');
}

/** The value a tree stands for, as `JSON.parse` would give it. */
export function valueOf(node: JsonNode): unknown {
  if (node.kind === 'string') return node.value;
  if (node.kind === 'literal') return JSON.parse(node.text);
  if (node.kind === 'array') return node.items.map(valueOf);
  return Object.fromEntries(node.members.map(({ key, value }) => [key, valueOf(value)]));
}

/** Every node of a tree with its parent before it. */
export function* nodesOf(node: JsonNode): Generator<JsonNode> {
  yield node;
  if (node.kind === 'array') for (const item of node.items) yield* nodesOf(item);
  if (node.kind === 'object') for (const { value } of node.members) yield* nodesOf(value);
}
