import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { parseDeployment } from '#src/pulumi/format/deployment.ts';
import { checkIntegrity } from '#src/pulumi/format/integrity.ts';
import { SOURCES, sourceOf, TARGETS, targetOf } from '#test/support/pulumi-fixtures.ts';

const PROVIDER = 'urn:pulumi:prod::app::pulumi:providers:kubernetes::k';
const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

type Resource = Readonly<Record<string, unknown>>;

function check(resources: readonly Resource[], manifest: Resource = {}) {
  const bytes = Buffer.from(JSON.stringify({ version: 3, deployment: { manifest, resources } }));
  return checkIntegrity(parseDeployment(bytes, 'a test'));
}

function thing(name: string, more: Resource = {}): Resource {
  return { urn: `urn:pulumi:prod::app::t::${name}`, type: 't', custom: true, id: name, ...more };
}

const urnOf = (name: string) => `urn:pulumi:prod::app::t::${name}`;

describe('integrity', () => {
  it.each(SOURCES)('is given in what the service exports: %s', (name) => {
    expect(checkIntegrity(sourceOf(name))).toEqual([]);
  });

  it.each(TARGETS)('is given in what the CLI writes: %s', (name) => {
    expect(checkIntegrity(targetOf(name).deployment)).toEqual([]);
  });

  it.each([
    ['has no URN', [{ type: 't', custom: true }], /no URN/],
    ['has no type', [{ urn: urnOf('a'), custom: true }], /no type/],
    ['is a component and has an id', [thing('a', { custom: false })], /id/],
    ['stands twice', [thing('a'), thing('a')], /same URN/],
    ['has a provider that is missing', [thing('a', { provider: `${PROVIDER}::1` })], /provider/],
    [
      'has a special value of a kind unknown here',
      [thing('a', { inputs: { a: [{ '4dabf18193072939515e22adb298388d': 'x' }] } })],
      /special value/,
    ],
  ])('is broken by a resource that %s', (_, resources, complaint) => {
    expect(check(resources).map(({ complaint: found }) => found)).toEqual([expect.stringMatching(complaint)]);
  });

  it.each([
    ['parent', (target: string) => ({ parent: target })],
    ['deletedWith', (target: string) => ({ deletedWith: target })],
    ['dependencies', (target: string) => ({ dependencies: ['', target] })],
    ['replaceWith', (target: string) => ({ replaceWith: [target] })],
    ['propertyDependencies', (target: string) => ({ propertyDependencies: { a: null, b: [target] } })],
  ])('wants the target of %s to stand before', (_, refer) => {
    const [early, late] = [thing('early'), thing('late', refer(urnOf('early')))];

    expect(check([early, late])).toEqual([]);
    expect(check([late, early])).toEqual([{ urn: urnOf('late'), complaint: expect.stringContaining(urnOf('early')) }]);
    expect(check([late])).toHaveLength(1);
  });

  it('wants a provider of the very id to stand before, unless the resource is about to be replaced', () => {
    const provider = { urn: PROVIDER, type: 'pulumi:providers:kubernetes', custom: true, id: '1' };
    const user = (id: string, more: Resource = {}) => thing('a', { provider: `${PROVIDER}::${id}`, ...more });

    expect(check([provider, user('1')])).toEqual([]);
    expect(check([provider, user('2')])).toHaveLength(1);
    expect(check([provider, user('2', { pendingReplacement: true })])).toEqual([]);
    expect(check([user('1'), provider])).toHaveLength(1);
    expect(check([{ ...provider, id: '' }, user(UNKNOWN)])).toEqual([]);
  });

  it('lets one live state of a URN stand beside any number of deleted ones, in any order', () => {
    const dead = thing('a', { delete: true });

    expect(check([dead, thing('a'), dead])).toEqual([]);
    expect(check([dead, dead])).toEqual([]);
    expect(check([thing('a'), dead, thing('a')])).toHaveLength(1);
  });

  it('wants the magic of the manifest to fit its version', () => {
    const magic = createHash('sha256').update('v3.259.0').digest('hex');

    expect(check([], { version: 'v3.259.0', magic })).toEqual([]);
    expect(check([], { version: 'v3.259.1', magic })).toEqual([expect.objectContaining({ urn: 'manifest' })]);
    expect(check([], { version: '', magic })).toHaveLength(1);
    expect(check([], { version: '', magic: '' })).toEqual([]);
  });
});
