import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type DemoDeployment } from '#local/demo/deployments.ts';
import { startLive } from '#local/demo/live.ts';
import type { DemoResult } from '#local/demo/result.ts';
import { runDemo } from '#local/demo/run-demo.ts';
import { describeProcess } from '#local/emulator/describe-process.ts';
import { readRuns } from '#local/emulator/run-file.ts';
import { DEMO_TENANTS } from '#local/fleet/tenants.ts';
import { searchFolder, searchPiece } from '#test/support/canary-search.ts';
import { everyVersion, readObject } from '#test/support/world-buckets.ts';
import { itemsOf } from '#test/support/world-contents.ts';
import { executionsOf } from '#test/support/world-runs.ts';

const CHINESE = 'ginkgo-prod';
const MACHINES = ['wave', 'migrate', 'soak', 'rollback'] as const;

describe('the demo', () => {
  const lines: string[] = [];
  let result: DemoResult;
  let looks: readonly Look[];
  let emulators: readonly number[];
  let onDisk: readonly string[];

  beforeAll(async () => {
    const screen = { write: (line: string) => lines.push(line) };
    const live = startLive({ screen, tenants: DEMO_TENANTS.map(({ name }) => name), samples: 3, now: Date.now });
    result = await runDemo({
      live,
      whileUp: async (_, deployments) => {
        looks = await Promise.all(deployments.map(lookInto));
        const runs = await runsOfThisProcess();
        emulators = runs.map(({ emulator }) => emulator.pid);
        onDisk = (await Promise.all(runs.map(async ({ state }) => await textsBelow(state)))).flat();
      },
    });
  }, 240_000);

  it('migrates five tenants and rolls one back', () => {
    expect(result.ok).toBe(true);
    expect(result.tenants.map(({ tenant, outcome }) => `${tenant} ${outcome}`)).toEqual([
      'alder-prod migrated',
      'birch-prod migrated',
      'cedar-prod rolledBack',
      'dogwood-prod migrated',
      'elder-prod migrated',
      'ginkgo-prod migrated',
    ]);
  });

  it('moves tenants of every kind in three regions of two partitions', () => {
    const kinds = result.tenants.map(({ variant, region, partition }) => `${variant} ${region} ${partition}`);

    expect([...new Set(kinds)]).toEqual([
      'standard us-east-1 aws',
      'high-volume us-east-1 aws',
      'standard eu-central-1 aws',
      'compliance eu-central-1 aws',
      'china cn-north-1 aws-cn',
    ]);
  });

  it('names every step of a tenant with its time, the failed one too', () => {
    const stepsOf = (name: string) => result.tenants.find(({ tenant }) => tenant === name)?.steps ?? [];

    expect(stepsOf('alder-prod').map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
      'preflight checked',
      'backup backedUp',
      'export exported',
      'import imported',
      'validate ready',
      'cutover published',
      'soak migrated',
    ]);
    expect(stepsOf('cedar-prod').map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
      'preflight checked',
      'backup backedUp',
      'export exported',
      'import failed',
      'rollback rolledBack',
    ]);
    expect(stepsOf('cedar-prod').every(({ seconds }) => seconds >= 0)).toBe(true);
  });

  it('tells one line per event where there is no terminal', () => {
    expect(lines.filter((line) => line.startsWith('cedar-prod ') && line.includes(' rolledBack'))).toHaveLength(1);
    expect(lines.every((line) => line.endsWith('\n') && !line.includes('\u001B'))).toBe(true);
  });

  it('keeps the tenant in China out of the first deployment: record, objects and executions', () => {
    const [global, china] = looks;

    expect(global?.tenants).not.toContain(CHINESE);
    expect(JSON.stringify(global?.items)).not.toContain(CHINESE);
    expect(global?.keys.filter((key) => key.includes(CHINESE))).toEqual([]);
    expect(global?.executions.filter((execution) => execution.includes(CHINESE))).toEqual([]);

    expect(china?.tenants).toEqual([CHINESE]);
    expect(china?.keys.filter((key) => key.startsWith(`${CHINESE}/`)).length).toBeGreaterThan(5);
    expect(china?.executions.length).toBeGreaterThan(1);
    expect(china?.executions.filter((execution) => !execution.includes(CHINESE))).toEqual([]);
  });

  it('gives the two deployments no address, bucket, key or token in common', () => {
    const [global, china] = looks;

    expect(china?.own.filter((name) => global?.own.includes(name))).toEqual([]);
  });

  it('hands the stack over as an encrypted object of the vault in China', () => {
    expect(looks[1]?.handedOver).toMatchObject({ encryption: 'aws:kms', isOpen: true });
  });

  it('writes no secret to the disk', () => {
    expect(onDisk.length).toBeGreaterThan(0);
    expect(onDisk.filter((text) => text.includes('canary-of-'))).toEqual([]);
  });

  it('keeps what the sender of the stack in China found: it stands in the source as it was handed over', async () => {
    const found: unknown = JSON.parse(
      await readFile(path.join(result.evidence, 'ginkgo-prod', 'sender-watch.json'), 'utf8'),
    );

    expect(found).toMatchObject({ name: 'source', state: 'good' });
  });

  it('leaves evidence without a secret, and a report with every tenant', async () => {
    const texts = await textsBelow(result.evidence);

    expect(texts.filter((text) => /canary-of-|"plaintext"/.test(text))).toEqual([]);
    const report = await readFile(result.report, 'utf8');
    for (const { name } of DEMO_TENANTS) expect(report).toContain(`<section id="${name}"`);
  });

  it('shows no secret on the screen and keeps none as evidence, in base64 neither', async () => {
    const screen = { place: 'screen', bytes: Buffer.from(lines.join('\n')) };

    expect([...searchPiece(screen, ['canary-of-']), ...(await searchFolder(result.evidence, ['canary-of-']))]).toEqual(
      [],
    );
  });

  it('leaves no process behind', () => {
    expect(emulators).toHaveLength(2);
    expect(emulators.filter((pid) => describeProcess(pid))).toEqual([]);
  });
});

interface Handed {
  readonly encryption: string | undefined;
  readonly isOpen: boolean;
}

/** What one deployment holds. */
interface Look {
  readonly tenants: readonly string[];
  readonly items: readonly unknown[];
  readonly keys: readonly string[];
  readonly executions: readonly string[];
  /** Everything that names a part of this deployment alone. */
  readonly own: readonly string[];
  readonly handedOver?: Handed;
}

async function lookInto({ world }: DemoDeployment): Promise<Look> {
  const versions = await everyVersion(world);
  const executions = await Promise.all(MACHINES.map(async (machine) => await executionsOf(world, machine)));
  const { vault, settings } = world.pipeline;
  const handedOver = versions.find(({ key }) => key.includes('handed-over'));
  return {
    tenants: (await world.tracking.listRecords()).map(({ tenant }) => tenant),
    items: await itemsOf(world),
    keys: versions.map(({ key }) => key),
    executions: executions.flat().map(({ arn, input }) => `${arn} ${JSON.stringify(input)}`),
    own: [
      world.emulator.endpoint,
      world.token,
      vault,
      ...Object.values(world.backend),
      ...Object.values(settings).filter((value) => value.startsWith('arn:')),
    ],
    ...(handedOver ? { handedOver: await describeObject(world, { ...handedOver, bucket: vault }) } : {}),
  };
}

async function describeObject(
  world: DemoDeployment['world'],
  place: Parameters<typeof readObject>[1],
): Promise<Handed> {
  const head = await world.clients.s3.send(new HeadObjectCommand({ Bucket: place.bucket, Key: place.key }));
  const text = Buffer.from(await readObject(world, place)).toString('utf8');
  return { encryption: head.ServerSideEncryption, isOpen: text.includes(`canary-of-${CHINESE}`) };
}

async function runsOfThisProcess() {
  const runs = await readRuns(path.resolve('.local', 'run'));
  return runs.filter(({ launcher }) => launcher.pid === process.pid);
}

async function textsBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name));
  // A function that ends takes its files along.
  return await Promise.all(files.map(async (file) => await readFile(file, 'latin1').catch(() => '')));
}
