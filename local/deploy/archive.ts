import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { asset } from '@pulumi/pulumi';
import { unzipSync } from 'fflate';
import { ResourceUnsupported } from '#local/local-error.ts';
import type { FunctionFiles } from '#local/runtime/add-runtime.ts';

/** The files of a function's code as the program declares it: a folder, a zip, or named files. */
export async function readArchive(archive: asset.Archive): Promise<FunctionFiles> {
  if (archive instanceof asset.FileArchive) return await readPath(await archive.path);
  if (archive instanceof asset.AssetArchive) {
    const assets = Object.entries(await archive.assets);
    const files = await Promise.all(assets.map(async ([path, content]) => await readAsset(path, content)));
    return Object.assign({}, ...files);
  }
  throw new ResourceUnsupported('code: only files, folders and zips of this machine can be deployed locally');
}

async function readAsset(path: string, content: asset.Asset | asset.Archive): Promise<FunctionFiles> {
  if (content instanceof asset.FileAsset) return { [path]: await readFile(await content.path) };
  if (content instanceof asset.StringAsset) return { [path]: Buffer.from(await content.text) };
  if (asset.Archive.isInstance(content)) {
    const files = Object.entries(await readArchive(content));
    return Object.fromEntries(files.map(([inner, bytes]) => [`${path}/${inner}`, bytes]));
  }
  throw new ResourceUnsupported(`code: ${path} is not a file of this machine`);
}

async function readPath(path: string): Promise<FunctionFiles> {
  if (!(await stat(path)).isDirectory()) return unzipSync(await readFile(path));
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const named = files.map(async (file) => [relative(path, file).replaceAll(sep, '/'), await readFile(file)] as const);
  return Object.fromEntries(await Promise.all(named));
}
