import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { stopDemo } from '#local/demo/stop-demo.ts';
import { type DemoProcess, startDemoProcess, survivorsOf } from '#test/support/demo-process.ts';

const PATIENCE = 120_000;

describe('a demo that is ended in the middle', () => {
  let started: DemoProcess | undefined;

  afterEach(async () => {
    if (!started) return;
    await stopDemo(started.folder);
    await rm(path.dirname(started.folder), { recursive: true, force: true });
  });

  it(
    'leaves nothing behind at Ctrl-C',
    async () => {
      started = await startDemoProcess();

      process.kill(-(started.launcher.pid ?? 0), 'SIGINT');

      expect(await started.ended).toBe(130);
      expect(await survivorsOf([started.demo, ...started.emulators])).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'ends itself when what started it is killed',
    async () => {
      started = await startDemoProcess();

      started.launcher.kill('SIGKILL');

      expect(await survivorsOf([started.demo, ...started.emulators])).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'leaves its emulators when it is killed, and the next stop ends them and removes their state',
    async () => {
      started = await startDemoProcess();

      process.kill(started.demo, 'SIGKILL');
      await started.ended;

      expect(await stopDemo(started.folder)).toEqual({ demos: 0, leftovers: 2 });
      expect(await survivorsOf(started.emulators)).toEqual([]);
      expect((await readdir(started.folder)).filter((name) => name.startsWith('emulator-'))).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'ends from another terminal',
    async () => {
      started = await startDemoProcess();

      expect(await stopDemo(started.folder)).toMatchObject({ demos: 1 });
      expect(await survivorsOf([started.demo, ...started.emulators])).toEqual([]);
      expect(await stopDemo(started.folder)).toEqual({ demos: 0, leftovers: 0 });
    },
    PATIENCE,
  );
});

describe('stopping', () => {
  let bystander: ChildProcess;

  afterEach(() => {
    bystander.kill();
  });

  it('touches no process that was given the id of a demo', async () => {
    bystander = spawn(process.execPath, ['--eval', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
    const folder = await mkdtemp(path.join(tmpdir(), 'demo-'));
    await mkdir(path.join(folder, 'run', 'demos'), { recursive: true });
    const claimed = { pid: bystander.pid, started: 'another time' };
    await writeFile(path.join(folder, 'run', 'demos', `${bystander.pid}.json`), JSON.stringify(claimed));

    expect(await stopDemo(folder)).toEqual({ demos: 0, leftovers: 0 });
    expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
    expect(await readdir(path.join(folder, 'run', 'demos'))).toEqual([]);
  });
});
