import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startWorld, type World } from '#local/world/start-world.ts';
import { BUILTIN_PROJECT } from '#test/support/builtin-program.ts';
import { type BuiltinStack, deployBuiltinStack } from '#test/support/builtin-stack.ts';
import { canonicalState } from '#test/support/canonical-state.ts';
import { type Question, readConfig, readHistory, readSecretsProvider, readTags } from '#test/support/cli-answers.ts';
import { judgeTarget } from '#test/support/judge-target.ts';
import { scratchDir } from '#test/support/judges.ts';
import { StateBucket } from '#test/support/state-bucket.ts';
import { placeConfig, readPublication, targetCli } from '#test/support/target-cli.ts';
import { lateInhabitant, moveTenants } from '#test/support/world-tenants.ts';

const TENANT = 'harbour-prod';
const SOURCE = { organization: 'acme', project: BUILTIN_PROJECT, stack: 'prod' };
const CHECKPOINT = `.pulumi/stacks/${BUILTIN_PROJECT}/prod.json`;
const LOCKS = `.pulumi/locks/organization/${BUILTIN_PROJECT}/prod/`;

/** A stack's life goes on in its new home, told by the real CLI: each test goes on where the one before it ended. */
describe('a stack that the pipeline moved, in the hands of the real Pulumi CLI', () => {
  let scratch: Awaited<ReturnType<typeof scratchDir>>;
  let world: World;
  let bucket: StateBucket;
  let source: BuiltinStack;
  let before: Question;
  let after: Question;
  let configFile: string;
  let requestsOfTheMove: number;

  beforeAll(async () => {
    scratch = await scratchDir();
    world = await startWorld({ organization: 'acme', inhabitants: [lateInhabitant(TENANT, SOURCE)] });
    bucket = new StateBucket(world);
    source = await deployBuiltinStack({ cloud: world.cloud, token: world.token, dir: scratch.dir });
    before = { cli: source.cli, stack: source.name, program: source.program };

    const [record] = await moveTenants(world, [TENANT]);
    expect(record).toMatchObject({ status: 'migrated', active: 'target' });

    const publication = await readPublication(world, SOURCE);
    const program = await source.copyProgram(path.join(scratch.dir, 'target-program'));
    configFile = await placeConfig(program, SOURCE, publication);
    const { backendUrl, stack } = publication;
    after = { cli: targetCli(world, { home: path.join(scratch.dir, 'target-home'), backendUrl }), stack, program };
    requestsOfTheMove = world.cloud.requests.length;
  });

  afterAll(async () => {
    await world.close();
    await scratch.dispose();
  });

  it('is listed, holds the state of the source with every secret, and its program wants nothing changed', async () => {
    const judgement = await judgeTarget(after);

    expect(world.cloud.requests).toHaveLength(requestsOfTheMove);
    const state = canonicalState(await source.cli.exportStack(source.name));
    expect(judgement).toEqual({ isListed: true, state, previewExitCode: 0 });
  });

  it('keeps its history, secrets of each update’s configuration included', async () => {
    const history = await readHistory(after);

    expect(history).toEqual(await readHistory(before));
    expect(history).toMatchObject([
      { config: { [`${BUILTIN_PROJECT}:adminPassword`]: { value: source.adminPassword } } },
    ]);
  });

  it('keeps its tags', async () => {
    const tags = await readTags(after);

    expect(tags).toEqual(await readTags(before));
    expect(tags).toMatchObject({ owner: 'harbour-master' });
  });

  it('keeps its configuration', async () => {
    expect(await readConfig(after)).toEqual(await readConfig(before));
  });

  it('is sealed by a key ARN and a context of its own, and opens under no other context', async () => {
    const url = `awskms:///${world.backend.secretsKeyArn}?region=us-east-1&context_stack=${BUILTIN_PROJECT}%2Fprod`;
    const checkpoint = await bucket.read(CHECKPOINT);
    const strangers = checkpoint.replace(/(context_stack=[^"]*)prod/, '$1other');
    await bucket.put(`.pulumi/stacks/${BUILTIN_PROJECT}/stranger.json`, strangers);

    const opened = await after.cli.try(['stack', 'export', '--stack', stackNamed('stranger'), '--show-secrets']);

    await bucket.delete([`.pulumi/stacks/${BUILTIN_PROJECT}/stranger.json`]);
    expect(await readSecretsProvider(after)).toMatchObject({ type: 'cloud', state: { url } });
    expect(strangers).not.toBe(checkpoint);
    expect(opened.exitCode).not.toBe(0);
    expect(opened.stderr).toMatch(/InvalidCiphertext/);
  });

  it('deploys changed configuration, takes the lock for it and gives it back', async () => {
    const locksOfTheMove = await bucket.everUnder(LOCKS);
    await after.cli.run(['config', 'set', '--stack', after.stack, 'region', 'south'], { cwd: after.program });
    const password = ['config', 'set', '--stack', after.stack, '--secret', 'adminPassword', 'a new <word>'];
    await after.cli.run(password, { cwd: after.program });

    await after.cli.up(after.stack, after.program);

    const outputs = await after.cli.run(['stack', 'output', '--stack', after.stack, '--json', '--show-secrets']);
    expect(JSON.parse(outputs)).toMatchObject({ region: 'south', password: 'a new <word>' });
    expect(locksOfTheMove).toEqual([]);
    expect(await bucket.everUnder(LOCKS)).toEqual([expect.stringMatching(/^{"pid":\d+,"username":/)]);
    expect(await bucket.list(LOCKS)).toEqual([]);
    expect(await after.cli.previewNoChanges(after.stack, after.program)).toMatchObject({ exitCode: 0 });
  });

  it('keeps its secrets sealed under the same data key', async () => {
    const { config = '' } = await readPublication(world, SOURCE);
    const encryptedkey = /^encryptedkey: (.*)$/m.exec(config)?.[1];

    expect(await readSecretsProvider(after)).toMatchObject({ type: 'cloud', state: { encryptedkey } });
    expect(await readFile(configFile, 'utf8')).toContain(`encryptedkey: ${encryptedkey}`);
    expect(await bucket.read(CHECKPOINT)).toMatch(/to see/);
    expect(await bucket.read(CHECKPOINT)).not.toMatch(/a new|below deck/);
  });

  it('goes on with the history that it brought along', async () => {
    const [latest, ...earlier] = await readHistory(after);

    expect(latest).toMatchObject({ kind: 'update', resourceChanges: { update: 2 } });
    expect(earlier).toEqual(await readHistory(before));
  });

  it('has left the source as it was', async () => {
    expect(world.cloud.stack(SOURCE).version).toBe(1);
    expect(await before.cli.previewNoChanges(before.stack, before.program)).toMatchObject({ exitCode: 0 });
  });
});

function stackNamed(stack: string): string {
  return `organization/${BUILTIN_PROJECT}/${stack}`;
}
