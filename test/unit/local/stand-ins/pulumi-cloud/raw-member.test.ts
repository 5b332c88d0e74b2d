import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { rawMember } from '#local/stand-ins/pulumi-cloud/raw-member.ts';

describe('the raw text of a member', () => {
  it('keeps digits, escapes and spaces as they were sent', () => {
    const text = ' { "a":[1,{"b":"]}\\""}] ,\n"wanted" : {"n": 9007199254740993, "h":"\\u003c"} , "z":1}';

    expect(rawMember(text, 'wanted')).toBe('{"n": 9007199254740993, "h":"\\u003c"}');
  });

  it('finds no member that lies deeper, or is not there', () => {
    expect(rawMember('{"a":{"wanted":1}}', 'wanted')).toBeUndefined();
    expect(rawMember('{}', 'wanted')).toBeUndefined();
  });

  it('is the member’s own text in any object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), fc.nat(2), (others, wanted, indent) => {
        const { wanted: _taken, ...rest } = others;
        const text = JSON.stringify({ ...rest, wanted, after: '"}' }, undefined, indent);

        expect(JSON.parse(rawMember(text, 'wanted') ?? '')).toEqual(JSON.parse(JSON.stringify(wanted)));
      }),
    );
  });
});
