import { describe, expect, it } from '@jest/globals';
import { ExportFileSource } from '#src/pulumi/source/export-file.ts';
import { parseStackRef } from '#src/stack-ref.ts';
import { MemorySource } from '#test/support/memory-source.ts';

const STACK = parseStackRef('acme/golden/dev');
const FILE = { url: 'https://api.pulumi.example', bytes: Buffer.from('{"version":3,"deployment":{}}') };

describe('an export file as a source', () => {
  it('has one version, and nothing else than its bytes', async () => {
    const source = new ExportFileSource(FILE);

    const { version, tags } = await source.describe(STACK);

    expect(await source.exportStack(STACK, version)).toBe(FILE.bytes);
    expect([tags, await source.readHistory(), await source.list()]).toEqual([{}, [], []]);
  });

  it('refuses another version than its own', async () => {
    await expect(new ExportFileSource(FILE).exportStack(STACK, 2)).rejects.toMatchObject({ name: 'SourceMoved' });
  });

  it('cannot open ciphertexts by itself', async () => {
    const decrypting = new ExportFileSource(FILE).decrypt(STACK, ['sealed:x']);

    await expect(decrypting).rejects.toMatchObject({ name: 'SecretsUnreadable' });
  });

  it('has its ciphertexts opened by the source it came from, where that can be reached', async () => {
    const source = new ExportFileSource({ ...FILE, keyHolder: new MemorySource(STACK) });

    const plaintexts = await source.decrypt(STACK, ['sealed:x']);

    expect(Buffer.from(plaintexts.get('sealed:x') ?? []).toString('utf8')).toBe('x');
  });
});
