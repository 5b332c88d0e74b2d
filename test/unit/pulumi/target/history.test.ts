import { describe, expect, it } from '@jest/globals';
import type { StackUpdate } from '#src/pulumi/source/stack-source.ts';
import { historyCiphertexts, historyOf, tagsFileOf } from '#src/pulumi/target/history.ts';
import { CRYPTER, fixture, recordedPlaintexts } from '#test/support/pulumi-fixtures.ts';
import { aConfigValue, anUpdate, devHistory } from '#test/support/pulumi-history.ts';

const SECURE = /"secure":"([^"]+)"/g;

function open(ciphertext: string): Uint8Array {
  return recordedPlaintexts('dev').get(ciphertext) ?? Buffer.from(`opened ${ciphertext}`);
}

function recordsOf(updates: readonly StackUpdate[]) {
  return historyOf(updates, { open, crypter: CRYPTER }).map(({ startedAtNanos, record }) => ({
    startedAtNanos,
    text: Buffer.from(record).toString('utf8'),
  }));
}

function opened(text: string): readonly string[] {
  return [...text.matchAll(SECURE)].map(([, sealed]) => Buffer.from(CRYPTER.decrypt(sealed ?? '')).toString('utf8'));
}

describe('history', () => {
  it('has the shape of the records the CLI writes', () => {
    const cli = JSON.parse(fixture('dev/target/history.json').toString('utf8')) as Record<string, unknown>;
    const [first] = recordsOf(devHistory());
    const ours = JSON.parse(first?.text ?? '') as Record<string, unknown>;

    expect(Object.keys(ours).toSorted()).toEqual(Object.keys(cli).toSorted());
    expect(Object.keys(ours['config'] as object).toSorted()).toEqual(Object.keys(cli['config'] as object).toSorted());
  });

  it('holds each config secret under the new key, and nothing of the old one', () => {
    const [first] = recordsOf(devHistory());

    expect(opened(first?.text ?? '')).toEqual(['pa<ss&w0rd "é"', 'tok-1', 'line1\nline2']);
    for (const ciphertext of historyCiphertexts(devHistory())) expect(first?.text).not.toContain(ciphertext);
  });

  it('is the same whenever it is made again', () => {
    expect(recordsOf(devHistory())).toEqual(recordsOf(devHistory()));
  });

  it('gives every record a place of its own, in order and 19 digits long', () => {
    const places = recordsOf([anUpdate({}), anUpdate({}), anUpdate({ startTime: 1_767_225_601 })]).map(
      ({ startedAtNanos }) => startedAtNanos,
    );

    expect(places).toEqual([1_767_225_600_000_000_000n, 1_767_225_600_000_000_001n, 1_767_225_601_000_000_002n]);
  });

  it('never encrypts at one place twice, whatever its keys are and however often a secret comes', () => {
    const structured = { isSecret: true, isObject: true };
    const config = {
      'a/"b"': aConfigValue('same', { isSecret: true }),
      a: aConfigValue('{"b":{"secure":"same"},"b/c":{"secure":"same"},"d":[{"secure":"same"}]}', structured),
    };
    const records = recordsOf([anUpdate({ config }), anUpdate({ config })]);
    const sealed = records.flatMap(({ text }) => [...text.matchAll(SECURE)].map(([, ciphertext]) => ciphertext));

    expect(sealed).toHaveLength(8);
    expect(new Set(sealed).size).toBe(8);
  });

  it('keeps plain values, and every digit of a number', () => {
    const config = {
      'a:text': aConfigValue('12'),
      'a:object': aConfigValue('{"n":9007199254740993,"f":1.0,"__proto__":{"x":1}}', { isObject: true }),
    };
    const [record] = recordsOf([anUpdate({ config })]);

    expect(record?.text).toContain('"a:text":"12"');
    expect(record?.text).toMatch(/"a:object":\{"n":9007199254740993,"f":1\.0,"__proto__":\{"x":1\}\}/);
  });
});

describe('tags', () => {
  it('are written byte for byte as the CLI writes them', () => {
    expect(Buffer.from(tagsFileOf({ owner: 'team-x' }) ?? [])).toEqual(fixture('dev/target/dev.pulumi-tags'));
  });

  it('have no file where there are none', () => {
    expect(tagsFileOf({})).toBeUndefined();
  });
});
