import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PulumiCloud, startPulumiCloud } from '#local/stand-ins/pulumi-cloud/start-pulumi-cloud.ts';
import { parseStackRef } from '#src/stack-ref.ts';
import { BUILTIN_PROJECT, writeBuiltinProgram } from '#test/support/builtin-program.ts';
import { canonicalState } from '#test/support/canonical-state.ts';
import { judgesDir, scratchDir } from '#test/support/judges.ts';
import { PulumiCli } from '#test/support/pulumi-cli.ts';

const STACK = `acme/${BUILTIN_PROJECT}/prod`;
const TOKEN = 'pul-judges';

/** One stack's life, told by the real CLI: each test goes on where the one before it ended. */
describe('the real Pulumi CLI on the stand-in cloud', () => {
  let cloud: PulumiCloud;
  let cli: PulumiCli;
  let program: string;
  let scratch: Awaited<ReturnType<typeof scratchDir>>;

  beforeAll(async () => {
    scratch = await scratchDir();
    cloud = await startPulumiCloud({ token: TOKEN, organization: 'acme' });
    program = await writeBuiltinProgram(path.join(scratch.dir, 'program'));
    cli = cliAt(cloud.url);
  });

  afterAll(async () => {
    await cloud.close();
    await scratch.dispose();
  });

  function cliAt(backendUrl: string, home = 'home'): PulumiCli {
    return new PulumiCli({
      binaries: judgesDir(),
      home: path.join(scratch.dir, home),
      backendUrl,
      accessToken: TOKEN,
      passphrase: 'a passphrase',
    });
  }

  it('logs in', async () => {
    await cli.run(['login', cloud.url]);

    expect(await cli.run(['whoami'])).toBe('robin');
  });

  it('creates a stack and encrypts its configuration', async () => {
    await cli.run(['stack', 'init', STACK], { cwd: program });
    await cli.run(['config', 'set', '--stack', STACK, 'region', 'north'], { cwd: program });
    await cli.run(['config', 'set', '--stack', STACK, '--secret', 'adminPassword', 'pass & <word>'], { cwd: program });

    expect(await cli.run(['config', 'get', '--stack', STACK, 'adminPassword'], { cwd: program })).toBe('pass & <word>');
  });

  it('deploys, and finds nothing to change afterwards', async () => {
    await cli.up(STACK, program);

    const preview = await cli.previewNoChanges(STACK, program);

    expect(preview).toMatchObject({ exitCode: 0 });
    expect(cloud.stack(parseStackRef(STACK)).version).toBe(1);
  });

  it('keeps tags, and history with the configuration of each update', async () => {
    await cli.run(['stack', 'tag', 'set', '--stack', STACK, 'owner', 'harbour-master']);
    const tags: unknown = JSON.parse(await cli.run(['stack', 'tag', 'ls', '--stack', STACK, '--json']));
    const history: unknown = JSON.parse(
      await cli.run(['stack', 'history', '--stack', STACK, '--json', '--show-secrets'], { cwd: program }),
    );

    expect(tags).toMatchObject({ owner: 'harbour-master', 'pulumi:project': BUILTIN_PROJECT });
    expect(history).toMatchObject([
      {
        kind: 'update',
        result: 'succeeded',
        version: 1,
        resourceChanges: { create: 4 },
        config: { [`${BUILTIN_PROJECT}:adminPassword`]: { value: 'pass & <word>', secret: true } },
      },
    ]);
  });

  it('imports what it exported, as a new version with the same state', async () => {
    const before = await cli.exportStack(STACK);
    const file = path.join(scratch.dir, 'export.json');
    await cli.run(['stack', 'export', '--stack', STACK, '--file', file]);

    await cli.run(['stack', 'import', '--stack', STACK, '--file', file]);

    expect(canonicalState(await cli.exportStack(STACK))).toBe(canonicalState(before));
    expect(cloud.stack(parseStackRef(STACK)).version).toBe(2);
    expect(canonicalState(await cli.exportStack(STACK, { version: 1 }))).toBe(canonicalState(before));
  });

  it('lists stacks over several pages', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `acme/many/stack-${index}`);
    for (const name of names) cloud.addStack({ ref: parseStackRef(name), deployment: { version: 3, deployment: {} } });

    const listed = await cli.listStacks();

    expect(listed.map(({ name }) => name)).toEqual(expect.arrayContaining([...names, STACK]));
    expect(listed).toHaveLength(names.length + 1);
  });

  it('is refused while somebody else deploys', async () => {
    const stack = cloud.stack(parseStackRef(STACK));
    stack.startOperation({ author: 'a colleague' });

    const refused = await cli.try(['up', '--stack', STACK, '--yes', '--skip-preview'], { cwd: program });

    stack.endOperation();
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stderr).toMatch(/Another update is currently in progress/);
  });

  it('cancels an update that somebody left behind', async () => {
    const stack = cloud.stack(parseStackRef(STACK));
    const before = stack.version;
    stack.startOperation({ author: 'a lost job' });

    await cli.run(['cancel', STACK, '--yes'], { cwd: program });

    expect(stack.version).toBe(before + 1);
  });

  it('waits as long as it is told when throttled', async () => {
    cloud.faults.throttle({ requests: 1, retryAfterSeconds: 1 });

    expect(JSON.parse(await cli.exportStack(STACK))).toHaveProperty('deployment');
    expect(cloud.requests.filter(({ status }) => status === 429)).toHaveLength(1);
  });

  it('moves the stack to a self-hosted backend of its own', async () => {
    const bucket = await scratchDir();
    const target = `organization/${BUILTIN_PROJECT}/prod`;
    const before = canonicalState(await cli.exportStack(STACK));
    const targetCli = cliAt(`file://${bucket.dir}`);

    await targetCli.run(
      ['stack', 'migrate', cloud.url, STACK, '--target', target, '--secrets-provider', 'passphrase', '--yes'],
      { cwd: program },
    );

    expect(canonicalState(await targetCli.exportStack(target))).toBe(before);
    await bucket.dispose();
  });
});
