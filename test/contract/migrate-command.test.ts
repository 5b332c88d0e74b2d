import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type PulumiCloud, startPulumiCloud } from '#local/stand-ins/pulumi-cloud/start-pulumi-cloud.ts';
import { connectRemote } from '#src/cli/connect.ts';
import { systemClock } from '#src/clock.ts';
import { parseStackRef } from '#src/stack-ref.ts';
import { type Spoken, speak } from '#test/support/command-line.ts';
import { SECRET_SIGNATURE, stateOf } from '#test/support/memory-source.ts';

/** In the order in which the source lists them. */
const STACKS = ['acme/harbour/one', 'acme/harbour/three', 'acme/harbour/two'] as const;
const [STACK] = STACKS;
const CANARY = 'canary-in-a-state';

let cloud: PulumiCloud;
let folder: string;
let target: string;

beforeEach(async () => {
  cloud = await startPulumiCloud({ token: 'pul-test', organization: 'acme' });
  folder = await mkdtemp(path.join(tmpdir(), 'stackferry-migrate-'));
  target = path.join(folder, 'target');
  await mkdir(target);
  for (const stack of STACKS) {
    cloud.addStack({
      ref: parseStackRef(stack),
      deployment: openState(stack),
      config: { 'harbour:word': { kind: 'secret', text: 'hidden' } },
      tags: { owner: 'team-x' },
    });
    await writeFile(configOf(stack), 'config:\n  harbour:region: north\n');
  }
});

afterEach(async () => {
  await cloud.close();
  await rm(folder, { recursive: true, force: true });
});

/** As `--show-secrets` writes it. */
function openState(stack: string) {
  const { version, deployment } = stateOf(parseStackRef(stack));
  const { resources, manifest } = JSON.parse(
    JSON.stringify(deployment).replace('"ciphertext":"sealed:', '"plaintext":"').replace('hunter2', CANARY),
  ) as typeof deployment;
  return { version, deployment: { manifest, resources } };
}

function configOf(stack: string): string {
  return path.join(folder, `Pulumi.${parseStackRef(stack).stack}.yaml`);
}

async function migrate(
  line: readonly string[],
  changed: Readonly<Record<string, string | undefined>> = {},
  interrupted: AbortSignal = new AbortController().signal,
): Promise<Spoken> {
  return await speak(['migrate', ...line], {
    environment: { PULUMI_ACCESS_TOKEN: 'pul-test', PULUMI_CONFIG_PASSPHRASE: 'a passphrase', ...changed },
    clock: systemClock(0.001),
    connect: connectRemote,
    catchInterrupt: () => interrupted,
  });
}

function places({ from = cloud.url, to = `file://${target}`, provider = 'passphrase' } = {}): readonly string[] {
  return ['--from', from, '--to', to, '--secrets-provider', provider, '--config', folder, '--json'];
}

async function filesIn(place: string): Promise<readonly string[]> {
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

describe('stackferry migrate', () => {
  it('starts no further stack after Ctrl-C', async () => {
    const { code, document } = await migrate([STACK, ...places(), '--execute'], {}, AbortSignal.abort());

    expect([code, document()]).toMatchObject([130, { ok: false, stacks: [{ outcome: 'NotStarted' }] }]);
    expect(await filesIn(target)).toEqual([]);
  });

  it('only looks, unless it is told to execute', async () => {
    const { code, document, stdout, stderr } = await migrate([STACK, ...places()]);

    expect([code, document()]).toMatchObject([
      0,
      {
        ok: true,
        next: 'run it again with --execute',
        stacks: [{ stack: STACK, outcome: 'WouldMigrate', digest: null, secrets: 1 }],
      },
    ]);
    expect(await filesIn(target)).toEqual([]);
    expect((await filesIn(folder)).filter((name) => name.endsWith('.bak'))).toEqual([]);
    expect(stdout + stderr).not.toContain(CANARY);
  });

  it('moves a stack, and has nothing to do the second time', async () => {
    const first = await migrate([STACK, ...places(), '--execute']);
    const [moved] = first.document()['stacks'] as Record<string, unknown>[];

    expect(first).toMatchObject({ code: 0 });
    expect(moved).toMatchObject({ outcome: 'Migrated', resources: 3, secrets: 1, findings: [] });
    expect(await readFile(configOf(STACK), 'utf8')).toMatch(/^config:\n {2}harbour:region: north\nencryptionsalt: v1:/);
    expect(await filesIn(target)).toEqual(expect.arrayContaining(['meta.yaml', 'one.json', 'one.pulumi-tags']));
    expect(first.stdout + first.stderr).not.toContain(CANARY);

    const second = await migrate([STACK, ...places(), '--execute']);

    expect(second.document()).toMatchObject({
      ok: true,
      next: 'nothing to do',
      stacks: [{ outcome: 'NothingToDo', digest: moved?.['digest'] }],
    });
  });

  it('moves every stack of a project, and one that cannot be moved is nothing to the others', async () => {
    cloud.stack(parseStackRef(STACKS[1])).startOperation({ author: 'kim' });

    const { code, document } = await migrate(['--all', '--project', 'acme/harbour', ...places(), '--execute']);

    expect([code, document()]).toMatchObject([5, { ok: false, next: 'let it end, then start again' }]);
    expect(document()['stacks']).toMatchObject([
      { stack: STACKS[0], outcome: 'Migrated' },
      { stack: STACKS[1], outcome: 'Refused', findings: [{ id: 'UpdateInProgress' }] },
      { stack: STACKS[2], outcome: 'Migrated' },
    ]);
  });

  it('refuses a target that holds another state under the name', async () => {
    await migrate([STACK, ...places(), '--execute']);
    const wrong = await migrate([STACK, ...places(), '--execute'], { PULUMI_CONFIG_PASSPHRASE: 'other' });

    expect([wrong.code, wrong.document()]).toMatchObject([
      5,
      { stacks: [{ outcome: 'Refused', findings: [{ id: 'TargetOccupied', severity: 'blocking' }] }] },
    ]);
  });

  it('names what it does not find, with the exit code of each', async () => {
    expect(await migrate(['acme/harbour/none', ...places()])).toMatchObject({ code: 4 });
    expect(await migrate([STACK, ...places({ to: `file://${folder}/none` })])).toMatchObject({ code: 4 });
    expect(await migrate([STACK, ...places()], { PULUMI_ACCESS_TOKEN: 'wrong' })).toMatchObject({ code: 3 });
    await rm(configOf(STACK));
    expect(await migrate([STACK, ...places()])).toMatchObject({ code: 5 });
  });

  it('says what is wrong with the line before it asks anybody', async () => {
    const lines: readonly (readonly string[])[] = [
      [...places()],
      ['acme/harbour', ...places()],
      [STACK, '--all', ...places()],
      ['--all', '--project', 'harbour', ...places()],
      [STACK, ...places({ from: 'api.pulumi.com' })],
      [STACK, ...places({ from: 'file:none.json' })],
      [STACK, ...places({ to: 'gs://bucket' })],
      [STACK, ...places({ to: 's3://bucket?regoin=x' })],
      [STACK, ...places({ provider: 'default' })],
      [STACK, ...places({ provider: 'awskms://k?region=eu-central-1&context_a=b' })],
      [STACK, ...places({ provider: 'awskms://alias/k' })],
      [...STACKS, ...places(), '--config', configOf(STACK)],
      [STACK, '--from', cloud.url],
    ];

    for (const line of lines) expect([line, (await migrate(line)).code]).toEqual([line, 2]);

    expect(await migrate([STACK, ...places()], { PULUMI_ACCESS_TOKEN: undefined })).toMatchObject({ code: 2 });
    expect(await migrate([STACK, ...places()], { PULUMI_CONFIG_PASSPHRASE: undefined })).toMatchObject({ code: 2 });
    expect(cloud.requests).toEqual([]);
  });

  it('takes the passphrase from a file, as the Pulumi CLI does', async () => {
    const file = path.join(folder, 'passphrase');
    await writeFile(file, 'a passphrase\n');
    await migrate([STACK, ...places(), '--execute']);

    const again = await migrate([STACK, ...places()], {
      PULUMI_CONFIG_PASSPHRASE: undefined,
      PULUMI_CONFIG_PASSPHRASE_FILE: file,
    });

    expect(again.document()).toMatchObject({ next: 'nothing to do' });
  });

  it('moves an export file, open or sealed by the service', async () => {
    const sealed = path.join(folder, 'sealed.json');
    await writeFile(sealed, cloud.stack(parseStackRef(STACK)).exportState());
    const open = path.join(folder, 'open.json');
    await writeFile(open, JSON.stringify(openState(STACKS[1])));
    const backend = { PULUMI_BACKEND_URL: cloud.url };

    const moved = [
      await migrate([STACK, ...places({ from: `file:${sealed}` }), '--execute'], backend),
      await migrate([STACKS[1], ...places({ from: `file:${open}` }), '--execute'], { PULUMI_ACCESS_TOKEN: undefined }),
    ];

    expect(moved.map(({ code }) => code)).toEqual([0, 0]);
    expect(await filesIn(target)).toEqual(expect.arrayContaining(['one.json', 'three.json']));
    const checkpoint = await readFile(path.join(target, '.pulumi/stacks/harbour/three.json'), 'utf8');
    expect(checkpoint).toContain(SECRET_SIGNATURE['4dabf18193072939515e22adb298388d']);
    expect(checkpoint).not.toContain(CANARY);
  });

  it('tells a person in words, the data on stdout and the talk on stderr', async () => {
    const flags = places().filter((flag) => flag !== '--json');

    const { stdout, stderr } = await migrate([STACK, ...flags, '--execute']);

    expect(stdout).toMatch(/^acme\/harbour\/one {2}Migrated {2}3 resources, 1 secrets, \d+ bytes\n$/);
    expect(stderr).toMatch(/proven: the target returns what the source holds/);
    expect(stderr).toContain(`next: pulumi login 'file://${target}'`);
  });
});
