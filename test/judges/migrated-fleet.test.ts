import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { corruptReplicas } from '#local/demo/corrupt.ts';
import { DEMO_PROJECT, DEMO_TENANTS, type DemoTenant } from '#local/fleet/tenants.ts';
import { startWorld, type World } from '#local/world/start-world.ts';
import { formatStackRef, targetRefOf } from '#src/stack-ref.ts';
import { canonicalState } from '#test/support/canonical-state.ts';
import { type Question, readConfig, readHistory, readTags } from '#test/support/cli-answers.ts';
import { scratchDir } from '#test/support/judges.ts';
import type { PulumiCli } from '#test/support/pulumi-cli.ts';
import { StateBucket } from '#test/support/state-bucket.ts';
import { placeConfig, readPublication, sourceCli, targetCli } from '#test/support/target-cli.ts';
import { fleetInhabitant, moveTenants } from '#test/support/world-tenants.ts';

/** China is a deployment of its own. */
const TENANTS = DEMO_TENANTS.filter(({ variant }) => variant !== 'china');
const MOVED = TENANTS.filter(({ trouble }) => !trouble);
const CORRUPTED = TENANTS.filter(({ trouble }) => trouble);

describe('the demo fleet after its move, read by the real Pulumi CLI', () => {
  let scratch: Awaited<ReturnType<typeof scratchDir>>;
  let world: World;
  let source: PulumiCli;
  let target: PulumiCli;
  let outcomes: readonly string[];

  beforeAll(async () => {
    scratch = await scratchDir();
    world = await startWorld({ organization: 'acme', inhabitants: TENANTS.map(fleetInhabitant) });
    source = await sourceCli(world, inScratch('source-home'));
    target = targetCli(world, { home: inScratch('target-home') });

    world.faultyS3.inject({ corrupt: corruptReplicas(CORRUPTED.map(({ stack }) => stack.stack)) });
    const names = [...MOVED, ...CORRUPTED].map(({ name }) => name);
    outcomes = (await moveTenants(world, names)).map(({ tenant, status }) => `${tenant} ${status}`);

    await writeProgram(inScratch('source-program'));
    await writeProgram(inScratch('target-program'));
    for (const { stack } of MOVED) {
      await placeConfig(inScratch('target-program'), stack, await readPublication(world, stack));
    }
  });

  afterAll(async () => {
    await world.close();
    await scratch.dispose();
  });

  function inScratch(name: string): string {
    return path.join(scratch.dir, name);
  }

  function before({ stack }: DemoTenant): Question {
    return { cli: source, stack: formatStackRef(stack), program: inScratch('source-program') };
  }

  function after(tenant: DemoTenant): Question {
    return { cli: target, stack: targetNameOf(tenant), program: inScratch('target-program') };
  }

  it('lists what moved, with its sizes, and nothing of what was rolled back', async () => {
    const listed = await target.listStacks();

    expect(outcomes).toEqual([
      ...MOVED.map(({ name }) => `${name} migrated`),
      ...CORRUPTED.map(({ name }) => `${name} rolledBack`),
    ]);
    expect(listed.map(({ name, resourceCount }) => ({ name, resourceCount }))).toEqual(
      MOVED.map((tenant) => ({ name: targetNameOf(tenant), resourceCount: tenant.size.resources })),
    );
  });

  it.each(MOVED)('$name holds the state of the source with every secret', async (tenant) => {
    const exported = await target.exportStack(targetNameOf(tenant));

    expect(exported).toContain(tenant.canary);
    expect(canonicalState(exported)).toBe(canonicalState(await source.exportStack(formatStackRef(tenant.stack))));
  });

  it.each(MOVED)('$name keeps its history and its tags', async (tenant) => {
    const history = await readHistory(after(tenant));

    expect(history).toHaveLength(5);
    expect(history).toEqual(await readHistory(before(tenant)));
    expect(await readTags(after(tenant))).toEqual(await readTags(before(tenant)));
  });

  it.each(MOVED)('$name is published with the configuration of its last update, secrets readable', async (tenant) => {
    const config = await readConfig(after(tenant));

    const [latest] = await readHistory(before(tenant));
    expect(config).toEqual(latest?.config);
    expect(JSON.stringify(config)).toContain(tenant.canary);
  });

  it.each(CORRUPTED)('$name is still deployed to at the source, and the target knows nothing of it', async (tenant) => {
    const refused = await target.try(['stack', 'export', '--stack', targetNameOf(tenant)]);

    const keys = await new StateBucket(world).list('.pulumi/');
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stderr).toMatch(/no stack named/);
    expect(keys.filter((key) => key.includes(tenant.stack.stack))).toEqual([]);
    expect(await source.exportStack(formatStackRef(tenant.stack))).toContain(tenant.canary);
  });
});

function targetNameOf({ stack }: DemoTenant): string {
  return formatStackRef(targetRefOf(stack));
}

/** Enough of a program to say which project a stack belongs to. */
async function writeProgram(dir: string): Promise<void> {
  await mkdir(dir);
  await writeFile(path.join(dir, 'Pulumi.yaml'), `name: ${DEMO_PROJECT}\nruntime: yaml\n`);
}
