import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { configFile } from '#src/pulumi/config/config-file.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'stackferry-config-'));
  file = path.join(folder, 'Pulumi.dev.yaml');
  await writeFile(file, 'before');
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('replacing a config file', () => {
  it('keeps the one before beside it, and nothing else', async () => {
    const backup = await configFile(file).replace('after');

    expect(await configFile(file).read()).toBe('after');
    expect(backup).toBe(`${file}.bak`);
    expect(await readFile(backup, 'utf8')).toBe('before');
    expect(await readdir(folder)).toEqual(['Pulumi.dev.yaml', 'Pulumi.dev.yaml.bak']);
  });

  it('writes over no older backup that holds something else', async () => {
    await writeFile(`${file}.bak`, 'older');

    expect(await configFile(file).replace('after')).toBe(`${file}.bak.1`);

    expect(await readFile(`${file}.bak`, 'utf8')).toBe('older');
  });

  it('makes no second backup of the same', async () => {
    await writeFile(`${file}.bak`, 'before');

    expect(await configFile(file).replace('after')).toBe(`${file}.bak`);

    expect(await readdir(folder)).toHaveLength(2);
  });

  it('keeps its rights, and the link it is reached by', async () => {
    await chmod(file, 0o640);
    const link = path.join(folder, 'link.yaml');
    await symlink(file, link);

    await configFile(link).replace('after');

    expect(await readFile(file, 'utf8')).toBe('after');
    expect(await readFile(link, 'utf8')).toBe('after');
    expect((await stat(file)).mode & 0o777).toBe(0o640);
  });
});

it('says that there is no such file', async () => {
  await expect(configFile(path.join(folder, 'missing.yaml')).read()).rejects.toMatchObject({
    name: 'ConfigUnsupported',
    subject: expect.stringContaining('missing.yaml'),
  });
});
