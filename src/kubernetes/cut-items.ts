/** A list's body taken apart without touching a byte of its items. */
export interface CutList {
  readonly items: readonly Uint8Array[];
  /** The body with the items left out: small JSON. */
  readonly frame: string;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING = new Set([0x7b, 0x5b]);
const CLOSING = new Set([0x7d, 0x5d]);
const OPEN_OBJECT = 0x7b;
const OPEN_LIST = 0x5b;
const SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * Cuts the items out of a Kubernetes list as they were served: no parser keeps integers above 2^53 and the order of keys.
 * Throws `SyntaxError` for a body that is not a whole list.
 */
export function cutItems(body: Uint8Array): CutList {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const open = skipSpace(bytes, 0);
  if (bytes[open] !== OPEN_OBJECT) throw new SyntaxError('a list begins with a brace');
  let at = skipSpace(bytes, open + 1);
  let items: Uint8Array[] = [];
  let frame = '';
  let kept = 0;
  while (bytes[at] === QUOTE) {
    const keyEnd = endOfString(bytes, at);
    const value = skipSpace(bytes, skipSpace(bytes, keyEnd) + 1);
    const end = endOfValue(bytes, value);
    if (bytes.toString('latin1', at + 1, keyEnd - 1) === 'items' && bytes[value] === OPEN_LIST) {
      items = elementsOf(bytes, value, end);
      frame += `${bytes.toString('utf8', kept, value)}[]`;
      kept = end;
    }
    at = skipSpace(bytes, end);
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1);
  }
  if (!CLOSING.has(bytes[at] ?? 0)) throw new SyntaxError('a list ends before its closing brace');
  return { items, frame: frame + bytes.toString('utf8', kept) };
}

/** A raw line break in JSON can only stand between its parts; without it one object is one line of an archive. */
export function onOneLine(object: Uint8Array): Uint8Array {
  return object.includes(0x0a) || object.includes(0x0d)
    ? object.filter((byte) => byte !== 0x0a && byte !== 0x0d)
    : object;
}

function elementsOf(bytes: Buffer, open: number, end: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  let at = skipSpace(bytes, open + 1);
  while (at < end - 1) {
    const elementEnd = endOfValue(bytes, at);
    found.push(bytes.subarray(at, elementEnd));
    at = skipSpace(bytes, elementEnd);
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1);
  }
  return found;
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  while (SPACE.has(bytes[at] ?? 0)) at += 1;
  return at;
}

/** `from` is at the opening quote; returns the index after the closing one. */
function endOfString(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(QUOTE, from + 1);
  while (at !== -1 && isEscaped(bytes, at)) at = bytes.indexOf(QUOTE, at + 1);
  if (at === -1) throw new SyntaxError('a string does not end');
  return at + 1;
}

function isEscaped(bytes: Buffer, quote: number): boolean {
  let before = quote - 1;
  while (bytes[before] === BACKSLASH) before -= 1;
  return (quote - before) % 2 === 0;
}

function endOfValue(bytes: Buffer, from: number): number {
  const first = bytes[from] ?? 0;
  if (first === QUOTE) return endOfString(bytes, from);
  return OPENING.has(first) ? endOfNested(bytes, from) : endOfScalar(bytes, from);
}

function endOfNested(bytes: Buffer, from: number): number {
  let depth = 0;
  let at = from;
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) {
      at = endOfString(bytes, at);
      continue;
    }
    if (OPENING.has(byte)) depth += 1;
    if (CLOSING.has(byte)) depth -= 1;
    at += 1;
    if (depth === 0) return at;
  }
  throw new SyntaxError('a value does not end');
}

function endOfScalar(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && !isDelimiter(bytes[at] ?? 0)) at += 1;
  if (at === from) throw new SyntaxError('a value is missing');
  return at;
}

function isDelimiter(byte: number): boolean {
  return byte === COMMA || CLOSING.has(byte) || SPACE.has(byte);
}
