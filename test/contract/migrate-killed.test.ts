import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { type PulumiCloud, startPulumiCloud } from '#local/stand-ins/pulumi-cloud/start-pulumi-cloud.ts';
import { FileObjects } from '#src/pulumi/target/file-objects.ts';
import { parseStackRef } from '#src/stack-ref.ts';
import { eventually } from '#test/support/local-aws.ts';
import { type Migrated, migrate } from '#test/support/migrate-process.ts';

const STACK = 'acme/harbour/one';
const CHECKPOINT = '.pulumi/stacks/harbour/one.json';
const LOCKS = '.pulumi/locks/';
const ENVIRONMENT = { PULUMI_ACCESS_TOKEN: 'pul-test', PULUMI_CONFIG_PASSPHRASE: 'a passphrase' };

let cloud: PulumiCloud;
let target: string;
let config: string;

beforeEach(async () => {
  cloud = await startPulumiCloud({ token: 'pul-test', organization: 'acme' });
  cloud.addStack({
    ref: parseStackRef(STACK),
    deployment: { version: 3, deployment: { manifest: { time: '', magic: '', version: '' }, resources: [] } },
    config: { 'harbour:word': { kind: 'secret', text: 'hidden' } },
  });
  target = await mkdtemp(path.join(tmpdir(), 'stackferry-killed-'));
  config = path.join(target, 'Pulumi.one.yaml');
  await writeFile(config, 'config:\n  harbour:region: north\n');
});

afterEach(async () => {
  await cloud.close();
  await rm(target, { recursive: true, force: true });
});

function line(): readonly string[] {
  const places = ['--from', cloud.url, '--to', `file://${target}`, '--secrets-provider', 'passphrase'];
  return [STACK, ...places, '--config', config, '--execute'];
}

async function moveAgain(): Promise<Migrated> {
  return await migrate(line(), ENVIRONMENT);
}

/** Ends the process between its last write to the target and the switch of the config file. */
async function killAfterCheckpoint(): Promise<void> {
  const objects = new FileObjects(target);
  const main = path.resolve(import.meta.dirname, '../../src/cli/main.ts');
  const moving = execa(process.execPath, [main, 'migrate', ...line()], {
    env: { PATH: process.env['PATH'] ?? '', ...ENVIRONMENT },
    extendEnv: false,
    reject: false,
  });
  // The source is read; it is asked once more when all is written, and then it is slow.
  await eventually(async () => cloud.requests.find(({ path: asked }) => asked.endsWith('/batch-decrypt')));
  cloud.faults.latencyMs = 2000;
  await eventually(async () => await objects.read(CHECKPOINT));
  moving.kill('SIGKILL');
  await moving;
  cloud.faults.latencyMs = 0;
  expect(await objects.list(LOCKS)).toHaveLength(1);
}

it('finishes the move of a process that was killed', async () => {
  await killAfterCheckpoint();
  const left = await readFile(path.join(target, CHECKPOINT));

  const { code, document } = await moveAgain();

  expect([code, document]).toMatchObject([0, { stacks: [{ outcome: 'Migrated' }] }]);
  expect(await readFile(path.join(target, CHECKPOINT))).toEqual(left);
  expect(await readFile(config, 'utf8')).toContain('encryptionsalt: v1:');
  expect(await new FileObjects(target).list(LOCKS)).toEqual([]);
});

it('leaves the lock of a process elsewhere alone, which may still run', async () => {
  const objects = new FileObjects(target);
  const run = { tenant: 'another-machine.4711.1795444352000', attempt: 1 };
  await objects.create(run, `${LOCKS}organization/harbour/one/9a.json`, lockOf('another-machine.4711.1795444352000-1'));

  expect(await moveAgain()).toMatchObject({
    code: 7,
    document: { stacks: [{ outcome: 'Refused', findings: [{ id: 'StackLocked' }] }] },
  });
  expect(await objects.list(LOCKS)).toHaveLength(1);
});

function lockOf(hostname: string): Uint8Array {
  return Buffer.from(JSON.stringify({ pid: 1, username: 'stackferry', hostname, timestamp: '2026-11-24T10:00:00Z' }));
}
