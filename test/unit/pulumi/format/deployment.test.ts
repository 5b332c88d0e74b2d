import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { parseCheckpoint, parseDeployment, resourcesOf } from '#src/pulumi/format/deployment.ts';
import { memberOf, textOf } from '#src/pulumi/format/json-tree.ts';
import { secretsOf } from '#src/pulumi/format/secret-values.ts';
import { fixture, SOURCES, sourceOf, TARGETS, targetOf } from '#test/support/pulumi-fixtures.ts';

const unreadable = expect.objectContaining({ name: 'SnapshotUnreadable' });

function parse(text: string) {
  return parseDeployment(Buffer.from(text), 'acme/app/prod');
}

describe('an export', () => {
  it.each(SOURCES)('has its resources in the order they stand: %s', (name) => {
    const { deployment } = JSON.parse(fixture(`${name}/source/export.json`).toString('utf8')) as {
      deployment: { resources: { urn: string }[] | null };
    };

    const urns = [...resourcesOf(sourceOf(name))].map((node) => textOf(memberOf(node, 'urn')));

    expect(urns).toEqual((deployment.resources ?? []).map(({ urn }) => urn));
  });

  it('shows what was pending, and the features as they were written', () => {
    const { version, features, pendingOperations } = sourceOf('kitchen');

    expect(version).toBe(4);
    expect(features).toBe('["byteString","hooks","refreshBeforeUpdate","replaceWith","taint","views"]');
    expect(pendingOperations).toHaveLength(1);
  });

  it.each(['0', '5', '3.5', '"3"', 'null', '[3]', '-3', '1e400'])('is refused in version %s', (version) => {
    expect(() => parse(`{"version":${version},"deployment":{}}`)).toThrow(unreadable);
  });

  it('is refused for a feature that is unknown here, which is named', () => {
    expect(() => parse('{"version":4,"features":["views","teleport"],"deployment":{}}')).toThrow(/teleport/);
  });

  it.each([
    '{}',
    '{"version":3}',
    '{"deployment":{}}',
    '{"version":3,"deployment":null}',
    '{"version":3,"deployment":[]}',
    '{"version":3,"deployment":{"resources":{}}}',
    '{"version":3,"deployment":{"resources":"none"}}',
    '{"version":3,"deployment":{"secrets_providers":{}}}',
    '{"version":3,"deployment":{"secrets_providers":{"type":7}}}',
    '{"version":3,"version":3,"deployment":{}}',
    '{"version":3,"Version":4,"deployment":{}}',
    '<html></html>',
    '\ufeff{"version":3,"deployment":{}}',
  ])('is refused where it is none: %s', (text) => {
    expect(() => parse(text)).toThrow(unreadable);
  });

  it('is refused where Pulumi, which ignores case, would read another member than we do', () => {
    expect(() => parse('{"version":3,"deployment":{"Resources":[{"urn":"urn:a"}]}}')).toThrow(unreadable);
    expect(() => parse('{"version":3,"deployment":{"Secrets_Providers":{"type":"service"}}}')).toThrow(unreadable);
  });

  it('names the stack and no piece of the state in a refusal', () => {
    expect(() => parse('{"version":3,"deployment":{"resources":[hunter2]}}')).toThrow(
      expect.objectContaining({ subject: 'acme/app/prod', message: expect.not.stringContaining('hunter2') }),
    );
  });
});

describe('a checkpoint', () => {
  it.each(TARGETS)('of the real CLI is read: %s', (name) => {
    const { secretsProvider, version } = targetOf(name).deployment;

    expect(secretsProvider?.type).toBe('cloud');
    expect(version).toBe(name === 'kitchen' ? 4 : 3);
  });

  it.each(['kube.json.gz', 'kube.json.zst'])('is read in the compression a deployer switched on: %s', (file) => {
    const packed = parseCheckpoint(fixture(`kube/target/${file}`), 'kube');

    expect(packed.resources).toHaveLength(targetOf('kube').deployment.resources.length);
    expect([...secretsOf(packed)]).toHaveLength(12);
  });

  it('is refused where it cannot be unpacked', () => {
    const packed = gzipSync('{}');

    expect(() => parseCheckpoint(packed.subarray(0, -9), 'kube')).toThrow(unreadable);
  });

  it('is read in the capitals of an older CLI', () => {
    const text = '{"version":3,"checkpoint":{"Stack":"organization/a/b","Latest":{"manifest":{}}}}';

    expect(parseCheckpoint(Buffer.from(text), 'b').members).toHaveLength(1);
  });

  it('is refused where a stack was created and nothing was saved', () => {
    const text = '{"version":0,"checkpoint":{"stack":"organization/a/b"}}';

    expect(() => parseCheckpoint(Buffer.from(text), 'b')).toThrow(unreadable);
  });
});
