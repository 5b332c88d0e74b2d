import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { cutItems, onOneLine } from '#src/kubernetes/cut-items.ts';

const cut = (text: string) => {
  const { items, frame } = cutItems(Buffer.from(text));
  return { items: items.map((item) => Buffer.from(item).toString('utf8')), frame };
};

describe('cutting items out of a list', () => {
  it('returns each item as it was served and the rest as small JSON', () => {
    const body =
      '{"apiVersion":"v1","items":[{"n":9223372036854775807,"f":1.0},{"b":2}],"kind":"L","metadata":{"continue":"t"}}\n';

    const { items, frame } = cut(body);

    expect(items).toEqual(['{"n":9223372036854775807,"f":1.0}', '{"b":2}']);
    expect(JSON.parse(frame)).toEqual({ apiVersion: 'v1', items: [], kind: 'L', metadata: { continue: 't' } });
  });

  it('is not misled by brackets, quotes, escapes or the word items inside values', () => {
    const item = String.raw`{"a":"]}\\\"","items":[1,[2]],"z":{"items":["x"]}}`;

    expect(cut(`{"metadata":{"items":[9]},"items":[${item}]}`).items).toEqual([item]);
  });

  it('reads an empty list, and a list whose items are null, as empty', () => {
    expect(cut('{"items":[],"metadata":{}}').items).toEqual([]);
    expect(cut('{"items":null,"metadata":{}}').items).toEqual([]);
  });

  it.each(['', 'Too many requests', '{"items":[{"a":1}', '{"items":[{"a":"', '[]x', '{"items":'])(
    'refuses %j, which is not a whole list',
    (body) => {
      expect(() => cutItems(Buffer.from(body))).toThrow(SyntaxError);
    },
  );

  it('finds the same items as a parser, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue())), fc.constantFrom(0, 2), (items, indent) => {
        const body = JSON.stringify({ kind: 'L', items, metadata: {} }, null, indent);

        expect(cut(body).items.map((item) => JSON.parse(item) as unknown)).toEqual(JSON.parse(JSON.stringify(items)));
      }),
    );
  });

  it('puts an indented object on one line without changing what it says', () => {
    const indented = Buffer.from('{\n  "a": "x\\ny"\r\n}');

    const line = Buffer.from(onOneLine(indented)).toString('utf8');

    expect(line).not.toMatch(/[\r\n]/);
    expect(JSON.parse(line)).toEqual({ a: 'x\ny' });
  });
});
