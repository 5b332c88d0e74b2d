import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { asset } from '@pulumi/pulumi';
import { strToU8, zipSync } from 'fflate';
import { readArchive } from '#local/deploy/archive.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archive-'));
  await mkdir(join(folder, 'code', 'inner'), { recursive: true });
  await writeFile(join(folder, 'code', 'handler.mjs'), 'one');
  await writeFile(join(folder, 'code', 'inner', 'part.mjs'), 'two');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function textsOf(archive: asset.Archive): Promise<Record<string, string>> {
  const files = Object.entries(await readArchive(archive));
  return Object.fromEntries(files.map(([path, bytes]) => [path, Buffer.from(bytes).toString()]));
}

it('reads a folder with the folders inside', async () => {
  const archive = new asset.FileArchive(join(folder, 'code'));

  expect(await textsOf(archive)).toEqual({ 'handler.mjs': 'one', 'inner/part.mjs': 'two' });
});

it('reads a zip', async () => {
  await writeFile(join(folder, 'code.zip'), zipSync({ 'handler.mjs': strToU8('zipped') }));

  expect(await textsOf(new asset.FileArchive(join(folder, 'code.zip')))).toEqual({ 'handler.mjs': 'zipped' });
});

it('reads files, texts and archives under the names they are given', async () => {
  const archive = new asset.AssetArchive({
    'handler.mjs': new asset.FileAsset(join(folder, 'code', 'handler.mjs')),
    'config.json': new asset.StringAsset('{}'),
    more: new asset.FileArchive(join(folder, 'code', 'inner')),
  });

  expect(await textsOf(archive)).toEqual({ 'handler.mjs': 'one', 'config.json': '{}', 'more/part.mjs': 'two' });
});

it('refuses what does not lie on this machine', async () => {
  const archive = new asset.RemoteArchive('https://example.test/code.zip');

  await expect(readArchive(archive)).rejects.toMatchObject({ name: 'ResourceUnsupported' });
});
