import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { cutItems, cutMembers } from '#src/pulumi/format/json-cut.ts';
import { parseText, printedJson } from '#test/support/pulumi-json.ts';

const unreadable = expect.objectContaining({ name: 'SnapshotUnreadable' });
const cut = {
  members: (text: string) => cutMembers(Buffer.from(text), whole(text), 'a test'),
  items: (text: string) => cutItems(Buffer.from(text), whole(text), 'a test'),
};

function whole(text: string) {
  return { start: 0, end: Buffer.byteLength(text) };
}

describe('cutting', () => {
  it('finds the same members and items as the tree', () => {
    fc.assert(
      fc.property(printedJson(), printedJson(), ({ text: one }, { text: other }) => {
        const object = `{"one":${one},"other" :${other}}`;
        const array = `[${one},${other}]`;
        const [tree, list] = [parseText(object), parseText(array)];

        expect(cut.members(object)).toEqual(
          tree.kind === 'object' &&
            tree.members.map(({ key, start, value }) => ({
              key,
              start,
              value: { start: value.start, end: value.end },
            })),
        );
        expect(cut.items(array)).toEqual(list.kind === 'array' && list.items.map(({ start, end }) => ({ start, end })));
      }),
    );
  });

  it('finds nothing in empty containers, nor in the null that the service writes for an empty list', () => {
    expect(cut.members(' { } ')).toEqual([]);
    expect(cut.items(' [ ] ')).toEqual([]);
    expect(cut.items(' null ')).toEqual([]);
  });

  it('looks no further than its span', () => {
    const bytes = Buffer.from('[[1,2],3]');

    expect(cutItems(bytes, { start: 1, end: 6 }, 'a test')).toHaveLength(2);
    expect(() => cutItems(bytes, { start: 1, end: 5 }, 'a test')).toThrow(unreadable);
    expect(() => cutItems(bytes, { start: 1, end: 7 }, 'a test')).toThrow(unreadable);
  });

  it.each(['', '{', '[]', '{"a":1', '{"a":{', '{"a":"', '{"a":1}}', '{"a":1,"\\u0061":2}', '{"a":nul}', 'null'])(
    'refuses %j as an object',
    (text) => {
      expect(() => cut.members(text)).toThrow(unreadable);
    },
  );

  it.each(['', '[', '{}', '[1', '[[', '[1]]', '[1,]', '"null"', 'null 1'])('refuses %j as a list', (text) => {
    expect(() => cut.items(text)).toThrow(unreadable);
  });

  it('refuses endless nesting without exhausting the stack', () => {
    expect(() => cut.members(`{"a":${'['.repeat(1_000_000)}`)).toThrow(unreadable);
  });
});
