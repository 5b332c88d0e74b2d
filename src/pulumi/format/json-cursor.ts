import { SnapshotUnreadable } from '#src/errors.ts';

/** Where a value stands in the bytes: `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COLON = 0x3a;
const COMMA = 0x2c;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const LITERAL = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

/** Reads JSON text byte by byte and reports where things stand; never parses a number and never builds a value. */
export class JsonCursor {
  readonly bytes: Uint8Array;
  readonly subject: string;
  position: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, span: Span, subject: string) {
    this.bytes = bytes;
    this.subject = subject;
    this.position = span.start;
    this.#end = span.end;
  }

  fail(found: string): never {
    throw new SnapshotUnreadable({
      subject: this.subject,
      found: `${found} at byte ${this.position} of the state`,
      next: 'export the stack with the Pulumi CLI and compare; nothing was written',
    });
  }

  peek(): 'object' | 'array' | 'string' | 'literal' {
    this.skipSpace();
    const byte = this.bytes[this.position];
    if (byte === OPEN_OBJECT) return 'object';
    if (byte === OPEN_ARRAY) return 'array';
    return byte === QUOTE ? 'string' : 'literal';
  }

  skipSpace(): void {
    const { bytes } = this;
    let byte = bytes[this.position];
    while (this.position < this.#end && (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09)) {
      byte = bytes[++this.position];
    }
  }

  /** Steps over one structural byte, or fails. */
  expect(character: '{' | '[' | ':'): void {
    this.skipSpace();
    if (this.position >= this.#end || this.bytes[this.position] !== character.charCodeAt(0)) {
      this.fail(`expected ${character}`);
    }
    this.position++;
  }

  /** After a member or item: true when another follows, false when the container closed. */
  continues(close: '}' | ']'): boolean {
    this.skipSpace();
    const byte = this.position < this.#end ? this.bytes[this.position] : undefined;
    if (byte !== COMMA && byte !== close.charCodeAt(0)) this.fail(`expected a comma or ${close}`);
    this.position++;
    return byte === COMMA;
  }

  /** At the start of a container: steps over an immediate close. */
  closes(close: '}' | ']'): boolean {
    this.skipSpace();
    if (this.bytes[this.position] !== close.charCodeAt(0)) return false;
    this.position++;
    return true;
  }

  /** The span of a string with its quotes. */
  string(): Span {
    this.skipSpace();
    const start = this.position;
    if (this.bytes[start] !== QUOTE || start >= this.#end) this.fail('expected a string');
    let at = start + 1;
    for (;;) {
      const byte = this.bytes[at];
      if (at >= this.#end || byte === undefined || byte < 0x20) {
        this.position = at;
        this.fail('a string does not end');
      }
      if (byte === QUOTE) break;
      at += byte === BACKSLASH ? 2 : 1;
    }
    this.position = at + 1;
    return { start, end: this.position };
  }

  /** The span of a number, `true`, `false` or `null`. */
  literal(): Span {
    this.skipSpace();
    const start = this.position;
    while (this.position < this.#end && !isDelimiter(this.bytes[this.position])) this.position++;
    const span = { start, end: this.position };
    if (!LITERAL.test(this.text(span))) this.fail('something that is not JSON');
    return span;
  }

  /** Steps over any value without looking inside, and returns its span. */
  skipValue(): Span {
    const kind = this.peek();
    if (kind === 'string') return this.string();
    if (kind === 'literal') return this.literal();
    const start = this.position;
    let depth = 0;
    do {
      const byte = this.bytes[this.position];
      if (this.position >= this.#end) this.fail('the text ends inside a value');
      if (byte === QUOTE) {
        this.string();
        continue;
      }
      if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth++;
      if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) depth--;
      this.position++;
    } while (depth > 0);
    return { start, end: this.position };
  }

  expectEnd(): void {
    this.skipSpace();
    if (this.position < this.#end) this.fail('something after the end');
  }

  /** Fails on bytes that are not UTF-8: readers would replace them, each in its own way. */
  text({ start, end }: Span): string {
    try {
      return decoder.decode(this.bytes.subarray(start, end));
    } catch {
      this.position = start;
      return this.fail('text that is not UTF-8');
    }
  }

  /** The value of a string's span, escapes resolved. */
  decode(span: Span): string {
    const text = this.text(span);
    if (!text.includes('\\')) return text.slice(1, -1);
    try {
      return String(JSON.parse(text));
    } catch {
      this.position = span.start;
      return this.fail('a string with an impossible escape');
    }
  }
}

function isDelimiter(byte: number | undefined): boolean {
  return (
    byte === COMMA ||
    byte === CLOSE_OBJECT ||
    byte === CLOSE_ARRAY ||
    byte === COLON ||
    byte === undefined ||
    byte <= 0x20
  );
}
