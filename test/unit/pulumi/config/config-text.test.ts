import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { ciphertextsOf, configTextOf } from '#src/pulumi/config/config-text.ts';
import type { ConfigValue, StackUpdate } from '#src/pulumi/source/stack-source.ts';
import { fixture } from '#test/support/pulumi-fixtures.ts';
import { aConfigValue, anUpdate, devHistory } from '#test/support/pulumi-history.ts';

function textOf(config: Readonly<Record<string, ConfigValue>>): string {
  return configTextOf([anUpdate({ config })]) ?? '';
}

describe('the config that history remembers', () => {
  it('is what stood in the file of a real stack', () => {
    const file = fixture('dev/source/Pulumi.dev.yaml').toString('utf8');

    expect(parse(configTextOf(devHistory()) ?? '')).toEqual(parse(file));
  });

  it('is the one of the last update that ran a program', () => {
    const updates: readonly StackUpdate[] = [
      anUpdate({ config: { 'a:b': aConfigValue('old') } }),
      anUpdate({ config: { 'a:b': aConfigValue('new') } }),
      anUpdate({ kind: 'import' }),
    ];

    expect(parse(configTextOf(updates) ?? '')).toEqual({ config: { 'a:b': 'new' } });
  });

  it('is absent where there never was one', () => {
    expect(configTextOf([])).toBeUndefined();
    expect(configTextOf([anUpdate({})])).toBeUndefined();
  });

  it.each([
    'true',
    '12',
    '012',
    '1_000',
    '0b11',
    '0x1F',
    '1e3',
    '2020-01-01',
    'null',
    '~',
    'yes',
    ' a ',
    '#a',
    '"',
    "'",
    'a: b',
    '',
    'é\n',
  ])('writes the text %j so that no reader of YAML takes it for anything else', (text) => {
    const written = textOf({ 'a:b': aConfigValue(text) });

    expect(parse(written)).toEqual({ config: { 'a:b': text } });
    // Other readers than ours know numbers and dates that look like nothing to ours.
    expect(written).toMatch(/a:b: (?:["']|\|)/);
  });

  it('keeps every digit of a number', () => {
    expect(textOf({ 'a:b': aConfigValue('{"id":9007199254740993,"odd":1.10}', { isObject: true }) })).toMatch(
      /9007199254740993[^]*1\.10/,
    );
  });

  it('refuses an object that is not JSON without repeating it', () => {
    const broken = { 'a:b': aConfigValue('hunter2', { isObject: true }) };

    expect(() => textOf(broken)).toThrow(
      expect.objectContaining({ name: 'SnapshotUnreadable', message: expect.not.stringContaining('hunter') }),
    );
  });

  it('names every ciphertext', () => {
    expect(ciphertextsOf(aConfigValue('plain'))).toEqual([]);
    expect(ciphertextsOf(aConfigValue('c', { isSecret: true }))).toEqual(['c']);
    expect(
      ciphertextsOf(
        aConfigValue('{"a":[{"secure":"c"}],"b":{"secure":"d","e":1},"f":{"secure":2}}', {
          isSecret: true,
          isObject: true,
        }),
      ),
    ).toEqual(['c']);
  });
});
