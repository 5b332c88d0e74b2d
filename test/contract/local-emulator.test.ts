import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { startEmulator } from '#local/emulator.ts';

/** A program that starts an emulator in the folder it is given, says where it answers, and stays until it is told to go. */
const LAUNCH = `
import { startEmulator } from '#local/emulator.ts';
const { endpoint } = await startEmulator({ folder: process.argv[1] });
console.log(endpoint);
setInterval(() => {}, 60_000);
`;

let folder: string;
let launchers: ChildProcess[];

beforeEach(async () => {
  launchers = [];
  folder = await mkdtemp(join(tmpdir(), 'local-aws-'));
  // The environment of the tree, so that nothing is installed; made first where this is the first test ever run.
  await (await startEmulator()).stop();
  await symlink(join(process.cwd(), '.local', 'venv'), join(folder, 'venv'));
}, 120_000);

afterEach(async () => {
  for (const launcher of launchers) launcher.kill('SIGKILL');
  await (await startEmulator({ folder })).stop();
  await rm(folder, { recursive: true });
});

/** A process of its own that starts an emulator; returns it and where its emulator answers. */
async function launch(): Promise<{ launcher: ChildProcess; endpoint: string }> {
  const launcher = spawn(process.execPath, ['--input-type=module', '--eval', LAUNCH, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  launchers.push(launcher);
  const [line] = (await once(createInterface({ input: launcher.stdout }), 'line')) as [string];
  return { launcher, endpoint: line };
}

async function isUp(endpoint: string): Promise<boolean> {
  const response = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
  return response?.ok ?? false;
}

async function end(launcher: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const gone = once(launcher, 'exit');
  launcher.kill(signal);
  await gone;
}

it('answers on the loopback interface until it is stopped, and leaves no file of the run', async () => {
  const emulator = await startEmulator({ folder });
  const wasUp = await isUp(emulator.endpoint);

  await emulator.stop();

  expect([wasUp, await isUp(emulator.endpoint)]).toEqual([true, false]);
  expect(emulator.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await readdir(folder)).toSorted()).toEqual(['run', 'venv']);
  expect(await readdir(join(folder, 'run'))).toEqual([]);
});

it.each(['SIGINT', 'SIGTERM'] as const)('goes when its launcher is ended by %s', async (signal) => {
  const { launcher, endpoint } = await launch();

  await end(launcher, signal);

  expect(launcher.signalCode).toBe(signal);
  expect(await isUp(endpoint)).toBe(false);
});

it('is ended by the next start when its launcher was killed', async () => {
  const { launcher, endpoint } = await launch();
  await end(launcher, 'SIGKILL');
  const survived = await isUp(endpoint);

  await (await startEmulator({ folder })).stop();

  expect([survived, await isUp(endpoint)]).toEqual([true, false]);
  expect((await readdir(folder)).toSorted()).toEqual(['run', 'venv']);
});

it('is left alone by the next start while its launcher lives', async () => {
  const { launcher, endpoint } = await launch();

  await (await startEmulator({ folder })).stop();

  expect(await isUp(endpoint)).toBe(true);
  await end(launcher, 'SIGTERM');
});
