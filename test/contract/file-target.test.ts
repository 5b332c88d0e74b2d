import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { FileObjects } from '#src/pulumi/target/file-objects.ts';
import { PrefixedObjects } from '#src/pulumi/target/prefixed-objects.ts';
import { SelfHostedBackend } from '#src/pulumi/target/self-hosted-backend.ts';
import { ManualClock } from '#test/support/memory-ports.ts';
import { targetContract } from '#test/support/pulumi-target-contract.ts';

const RUN = { tenant: 'alder-prod', attempt: 1 };
const KEY = '.pulumi/stacks/golden/dev.json';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'stackferry-target-'));
});

afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

async function emptyFolder(): Promise<string> {
  return await mkdtemp(path.join(root, 'folder-'));
}

for (const [name, prefix] of [
  ['in a folder', ''],
  ['under a prefix of a folder', 'tenant-a/'],
] as const) {
  targetContract(name, async () => {
    const folder = await emptyFolder();
    const files = new FileObjects(folder);
    const objects = prefix === '' ? files : new PrefixedObjects(prefix, files);
    return {
      target: new SelfHostedBackend({ url: `file://${folder}`, objects, clock: new ManualClock() }),
      keepsVersions: false,
      textOf: async (key) => await readFile(path.join(folder, prefix, key), 'utf8').catch(() => undefined),
      writeAsOther: async (key, text) => {
        const place = path.join(folder, prefix, key);
        await mkdir(path.dirname(place), { recursive: true });
        await writeFile(place, text);
      },
    };
  });
}

it('leaves beside an object only the attributes that Pulumi’s driver keeps, too', async () => {
  const folder = await emptyFolder();

  await new FileObjects(folder).create(RUN, KEY, Buffer.from('state'));

  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  expect(files.filter((entry) => entry.isFile()).map((entry) => entry.name)).toEqual(['dev.json', 'dev.json.attrs']);
  const attributes: unknown = JSON.parse(await readFile(path.join(folder, `${KEY}.attrs`), 'utf8'));
  expect(attributes).toMatchObject({
    'user.content_type': 'text/plain; charset=utf-8',
    'user.metadata': { 'stackferry-run': 'alder-prod-1' },
    md5: 'ntOeLqkxWGtqmFppQu9XPg==',
  });
});

it('lists objects, and neither attributes nor what a killed process left unfinished', async () => {
  const folder = await emptyFolder();
  const objects = new FileObjects(folder);
  await objects.create(RUN, KEY, Buffer.from('state'));
  await writeFile(path.join(folder, '.stackferry-left'), 'half');

  expect(await objects.list('')).toEqual([KEY]);
  expect(await objects.list('.pulumi/stacks/golden/d')).toEqual([KEY]);
  expect(await objects.list('.pulumi/stacks/golden/e')).toEqual([]);
});

it('lets one of many writers at once make an object', async () => {
  const objects = new FileObjects(await emptyFolder());
  const texts = ['one', 'two', 'three', 'four', 'five'];

  const made = await Promise.all(texts.map(async (text) => await objects.create(RUN, KEY, Buffer.from(text))));

  const [winner, ...more] = made.flatMap((object) => object ?? []);
  expect(more).toEqual([]);
  expect(await objects.read(KEY)).toMatchObject({ versionId: winner?.versionId });
});

it('forgets whose an object was once somebody has written over it', async () => {
  const folder = await emptyFolder();
  const objects = new FileObjects(folder);
  await objects.create(RUN, KEY, Buffer.from('state'));

  await writeFile(path.join(folder, KEY), 'deployed later');

  expect(await objects.versionsOf(RUN, KEY)).toEqual([]);
});

it('writes nothing outside its folder, whatever a stack is called', async () => {
  const objects = new FileObjects(await emptyFolder());

  await expect(objects.create(RUN, '.pulumi/stacks/../../../x.json', Buffer.from(''))).rejects.toMatchObject({
    name: 'ContractViolated',
  });
});

it('says that the folder is missing', async () => {
  const objects = new FileObjects(path.join(root, 'never-made'));

  await expect(objects.checkBucket()).rejects.toMatchObject({ name: 'TargetMissing' });
});
