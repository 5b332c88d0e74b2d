import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { memberOf } from '#src/pulumi/format/json-tree.ts';
import { nodesOf, parseText, printedJson, valueOf } from '#test/support/pulumi-json.ts';

const unreadable = expect.objectContaining({ name: 'SnapshotUnreadable' });

describe('a tree of valid text', () => {
  it('holds what JSON.parse reads, however it was spelled', () => {
    fc.assert(
      fc.property(printedJson(), ({ text }) => {
        expect(valueOf(parseText(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('spans exactly the text of every value', () => {
    fc.assert(
      fc.property(printedJson(), ({ text }) => {
        const bytes = Buffer.from(text);

        for (const node of nodesOf(parseText(text))) {
          const own = bytes.subarray(node.start, node.end).toString('utf8');
          expect(own).toBe(own.trim());
          expect(JSON.parse(own)).toEqual(valueOf(node));
        }
      }),
    );
  });

  it.each(['9007199254740993', '0.1000000000000000055511151231257827', '1.0', '1E21', '-0', '1e-7'])(
    'keeps the number %s as it was written',
    (text) => {
      expect(parseText(text)).toEqual({ kind: 'literal', start: 0, end: text.length, text });
    },
  );

  it('keeps __proto__ and integer keys as members in their order', () => {
    const node = parseText('{"b":1,"10":2,"__proto__":{"x":3},"2":4,"constructor":5}');

    expect(node.kind === 'object' && node.members.map(({ key }) => key)).toEqual([
      'b',
      '10',
      '__proto__',
      '2',
      'constructor',
    ]);
    expect(memberOf(node, 'toString')).toBeUndefined();
  });

  it('keeps a lone surrogate that was escaped', () => {
    expect(parseText(String.raw`"\ud83d!"`)).toMatchObject({ value: '\ud83d!' });
  });
});

describe('text that is not JSON', () => {
  it.each([
    '',
    ' ',
    '{',
    '[',
    '[1',
    '[1,',
    '[1,]',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,}',
    '{a:1}',
    '{"a" 1}',
    '[1 2]',
    '[}',
    '"',
    '"\\"',
    String.raw`"\x"`,
    String.raw`"\u12"`,
    '"\n"',
    '"\u0000"',
    'nul',
    'NaN',
    'Infinity',
    '01',
    '1.',
    '.5',
    '+1',
    '1e',
    '0x1',
    '-',
    "'a'",
    '1 2',
    '{} {}',
    '// a\n1',
    '\u00a01',
  ])('is refused: %j', (text) => {
    expect(() => parseText(text)).toThrow(unreadable);
  });

  it('is refused wherever valid text is cut off', () => {
    fc.assert(
      fc.property(printedJson(), fc.nat(), ({ text }, at) => {
        const cut = `[${text}`.slice(0, 1 + (at % (text.length + 1)));

        expect(() => parseText(cut)).toThrow(unreadable);
      }),
    );
  });

  it('is read as JSON.parse reads it, or refused by both, after any change of a character', () => {
    const changed = fc.tuple(printedJson(), fc.nat(), fc.constantFrom(...Array.from('{}[]",:\\01eE.-+ tfnu\u0007')));
    fc.assert(
      fc.property(changed, ([{ text }, at, character]) => {
        const place = at % (text.length + 1);
        const other = `${text.slice(0, place)}${character}${text.slice(place + 1)}`;
        // A character cut in two has no bytes of its own: what remains is another text.
        fc.pre(other.isWellFormed());

        expect(outcomeOf(() => valueOf(parseText(other)))).toEqual(
          hasTwins(other) ? 'refused' : outcomeOf(() => JSON.parse(other)),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('is refused when it begins with a byte order mark', () => {
    expect(() => parseText('\ufeff{}')).toThrow(unreadable);
  });

  it.each([
    [0x22, 0xff, 0x22],
    [0x22, 0xc3, 0x22],
    [0x22, 0xed, 0xa0, 0x80, 0x22],
    [0x22, 0xc0, 0x80, 0x22],
  ])('is refused when its bytes are not UTF-8', (...bytes) => {
    expect(() => parseText(Uint8Array.from(bytes))).toThrow(unreadable);
  });

  it('is refused when a key stands twice, however it is spelled', () => {
    expect(() => parseText(String.raw`{"a":1,"\u0061":2}`)).toThrow(unreadable);
    expect(() => parseText('[{"__proto__":1,"__proto__":2}]')).toThrow(unreadable);
  });

  it.each(['[', '{"a":', '[{"a":'])(
    'is refused instead of exhausting the stack, opened by %s a million times',
    (open) => {
      expect(() => parseText(open.repeat(1_000_000))).toThrow(unreadable);
    },
  );
});

function outcomeOf(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return 'refused';
  }
}

/** Whether JSON.parse drops a member because another of its name follows. */
function hasTwins(text: string): boolean {
  try {
    let twins = false;
    JSON.parse(text);
    const keys: Set<string>[] = [];
    for (const [token, key] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}]/gs)) {
      if (token === '{') keys.push(new Set());
      else if (token === '}') keys.pop();
      else if (key) {
        const name = String(JSON.parse(key));
        twins ||= keys.at(-1)?.has(name) ?? false;
        keys.at(-1)?.add(name);
      }
    }
    return twins;
  } catch {
    return false;
  }
}
