import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { digestOf, type SecretDigests } from '#src/pulumi/format/canonical.ts';
import { type Deployment, parseDeployment } from '#src/pulumi/format/deployment.ts';
import { differencesOf } from '#src/pulumi/format/differences.ts';
import { secretsOf } from '#src/pulumi/format/secret-values.ts';
import { rekeyDeployment } from '#src/pulumi/rekey.ts';
import { CRYPTER, openerOf, SOURCES, sourceOf, TARGETS, targetOf, WRAPPED_KEY } from '#test/support/pulumi-fixtures.ts';
import { printedJson } from '#test/support/pulumi-json.ts';

const SECRETS: SecretDigests = { open: ({ held }) => Buffer.from(held.text), macKey: Buffer.alloc(32, 1) };

function parse(text: string): Deployment {
  return parseDeployment(Buffer.from(text), 'a test');
}

function digest(text: string): string {
  return digestOf(parse(text), SECRETS);
}

function withInputs(inputs: string): string {
  return `{"version":3,"deployment":{"resources":[{"urn":"urn:a","inputs":${inputs}}]}}`;
}

function exportOf(deployment: unknown): string {
  return JSON.stringify({ version: 3, deployment });
}

/** The CLI loses these on the way. */
function isKept({ place }: { place: string }): boolean {
  return !/^pending|replacementTrigger/.test(place);
}

function secret(text: string, kind = 'ciphertext'): string {
  const signature = '"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270"';
  return `{${signature},"${kind}":${JSON.stringify(text)}}`;
}

describe('the digest', () => {
  it.each(SOURCES)('is the same before and after re-keying: %s', (name) => {
    const given = { open: openerOf(name), crypter: CRYPTER, wrappedKey: WRAPPED_KEY };
    const rekeyed = parseDeployment(rekeyDeployment(sourceOf(name), given), name);

    const after = {
      open: ({ held }: { held: { text: string } }) => CRYPTER.decrypt(held.text),
      macKey: CRYPTER.macKey,
    };
    expect(digestOf(rekeyed, after)).toBe(digestOf(sourceOf(name), { open: given.open, macKey: CRYPTER.macKey }));
  });

  it('does not depend on spaces, escapes, or the order of keys', () => {
    fc.assert(
      fc.property(printedJson(), ({ text }) => {
        const reversed = JSON.stringify(reverseKeys(JSON.parse(text)));

        // Numbers are compared as the text they are, so both sides are written by one writer.
        expect(digest(withInputs(`${reversed} `))).toBe(digest(withInputs(JSON.stringify(JSON.parse(text), null, 3))));
      }),
    );
    expect(digest(withInputs(String.raw`{"a":"<é"}`))).toBe(digest(withInputs(String.raw`{"\u0061":"\u003c\u00E9"}`)));
  });

  it('differs for any two values that differ', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const [left, right] = [JSON.stringify(one), JSON.stringify(other)];
        const isSame = JSON.stringify(sortKeys(one)) === JSON.stringify(sortKeys(other));

        expect(digest(withInputs(left)) === digest(withInputs(right))).toBe(isSame);
      }),
    );
  });

  it('changes with any change at any place of a real state', () => {
    const { deployment } = JSON.parse(Buffer.from(sourceOf('dev').bytes).toString('utf8')) as { deployment: unknown };
    const { secrets_providers: _, ...state } = deployment as Record<string, unknown>;
    // The list of resources is left as a list: anything else is refused before there is a digest.
    const places = placesOf(state).filter((place) => place.length > 1 || place[0] !== 'resources');

    fc.assert(
      fc.property(fc.constantFrom(...places), fc.constantFrom('drop', 'replace'), (place, how) => {
        const changed = structuredClone(state);
        change(changed, place, how);

        expect(digest(exportOf(changed))).not.toBe(digest(exportOf(state)));
      }),
    );
  });

  it('changes with the order of resources and of list items', () => {
    const resources = (list: string) => digest(`{"version":3,"deployment":{"resources":[${list}]}}`);

    expect(resources('{"urn":"a"},{"urn":"b"}')).not.toBe(resources('{"urn":"b"},{"urn":"a"}'));
    expect(digest(withInputs('[1,2]'))).not.toBe(digest(withInputs('[2,1]')));
  });

  it('takes numbers as the text they are, and tells null, absent and empty apart', () => {
    const digests = [
      '{}',
      '{"a":null}',
      '{"a":""}',
      '{"a":[]}',
      '{"a":{}}',
      '{"a":1}',
      '{"a":1.0}',
      '{"a":"1"}',
      '{"a":9007199254740992}',
      '{"a":9007199254740993}',
    ].map((inputs) => digest(withInputs(inputs)));

    expect(new Set(digests).size).toBe(digests.length);
  });

  it('changes with a secret’s plaintext, and with a secret that became plain', () => {
    const digests = [secret('"x"'), secret('"y"'), '"x"', '"secret(x)"', `[${secret('"x"')}]`].map((value) =>
      digest(withInputs(`{"a":${value}}`)),
    );

    expect(new Set(digests).size).toBe(digests.length);
  });

  it('takes a secret as its plaintext, held as ciphertext or in the form of show-secrets', () => {
    expect(digest(withInputs(`{"a":${secret('"x"', 'plaintext')}}`))).toBe(
      digest(withInputs(`{"a":${secret('"x"')}}`)),
    );
  });

  it('depends on the key, so that nobody can guess plaintexts from it', () => {
    const state = parse(withInputs(`{"a":${secret('"x"')}}`));

    expect(digestOf(state, { ...SECRETS, macKey: Buffer.alloc(32, 2) })).not.toBe(digestOf(state, SECRETS));
  });

  it('covers version, features and members that are unknown here', () => {
    const digests = [
      '{"version":3,"deployment":{}}',
      '{"version":4,"deployment":{}}',
      '{"version":4,"features":["views"],"deployment":{}}',
      '{"version":3,"deployment":{"novelty":1}}',
      '{"version":3,"deployment":{"novelty":2}}',
      '{"version":3,"deployment":{"pending_operations":[{"type":"creating"}]}}',
    ].map(digest);

    expect(new Set(digests).size).toBe(digests.length);
  });
});

describe('what the real CLI wrote into a target', () => {
  it.each(TARGETS)('opens with its data key to the source’s plaintexts: %s', (name) => {
    const { deployment, open } = targetOf(name);
    const openSource = openerOf(name);

    const expected = [...secretsOf(sourceOf(name))].filter(isKept);
    const found = [...secretsOf(deployment)].filter(isKept);

    expect(new Map(found.map((one) => [one.place, Buffer.from(open(one)).toString('utf8')]))).toEqual(
      new Map(expected.map((one) => [one.place, cliSpelling(Buffer.from(openSource(one)).toString('utf8'))])),
    );
  });

  it('has lost the two values that the CLI loses, and we would notice', () => {
    const { deployment, open, crypter } = targetOf('kitchen');
    const expected = {
      deployment: sourceOf('kitchen'),
      secrets: { open: openerOf('kitchen'), macKey: crypter.macKey },
    };
    const places = differencesOf(expected, { deployment, secrets: { open, macKey: crypter.macKey } }, 100);

    expect(places).toContainEqual(expect.objectContaining({ path: 'replacementTrigger', kind: 'changed' }));
    expect(places).toContainEqual(
      expect.objectContaining({ urn: expect.stringContaining('::pending'), kind: 'missing' }),
    );
  });
});

/** The CLI writes a secret's JSON text anew, with these characters escaped. */
function cliSpelling(plaintext: string): string {
  return plaintext.replaceAll(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}

function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, reverseKeys(inner)]),
  );
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return entries.map(([key, inner]) => [key, sortKeys(inner)]).concat([['object']]);
}

type Place = readonly (string | number)[];

/** Every place of a value; what a secret holds counts as one. */
function placesOf(value: unknown, path: Place = []): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value)
    .filter(([key]) => key !== '4dabf18193072939515e22adb298388d')
    .flatMap(([key, child]) => placesOf(child, [...path, Array.isArray(value) ? Number(key) : key]));
  return path.length > 0 && !('4dabf18193072939515e22adb298388d' in value) ? [path, ...inner] : inner;
}

function change(root: unknown, place: Place, how: string): void {
  const parent = place.slice(0, -1).reduce((at: unknown, key) => (at as Record<string | number, unknown>)[key], root);
  const key = place.at(-1) ?? '';
  const isSecret = typeof parent === 'object' && parent !== null && '4dabf18193072939515e22adb298388d' in parent;
  if (how === 'replace' || isSecret) (parent as Record<string | number, unknown>)[key] = 'another value';
  else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete (parent as Record<string | number, unknown>)[key];
}
