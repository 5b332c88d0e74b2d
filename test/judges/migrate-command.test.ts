import { cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { CreateKeyCommand } from '@aws-sdk/client-kms';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PulumiCloud, startPulumiCloud } from '#local/stand-ins/pulumi-cloud/start-pulumi-cloud.ts';
import { BUILTIN_PROJECT } from '#test/support/builtin-program.ts';
import { type BuiltinStack, deployBuiltinStack } from '#test/support/builtin-stack.ts';
import { canonicalState } from '#test/support/canonical-state.ts';
import { type Question, readConfig, readHistory, readTags } from '#test/support/cli-answers.ts';
import { judgeTarget } from '#test/support/judge-target.ts';
import { judgesDir, scratchDir } from '#test/support/judges.ts';
import { startLocalAws } from '#test/support/local-aws.ts';
import { type Migrated, migrate } from '#test/support/migrate-process.ts';
import { PulumiCli } from '#test/support/pulumi-cli.ts';

const TOKEN = 'pul-judges';
const PASSPHRASE = 'a passphrase';
const TARGET = `organization/${BUILTIN_PROJECT}/prod`;

/** One stack's move, told by the real CLI: each test goes on where the one before it ended. */
describe('a stack that the command moved into a folder, in the hands of the real Pulumi CLI', () => {
  let scratch: Awaited<ReturnType<typeof scratchDir>>;
  let targetFolder: Awaited<ReturnType<typeof scratchDir>>;
  let cloud: PulumiCloud;
  let source: BuiltinStack;
  let before: Question;
  let after: Question;
  let expected: string;
  let moved: Migrated;

  beforeAll(async () => {
    scratch = await scratchDir();
    targetFolder = await scratchDir();
    cloud = await startPulumiCloud({ token: TOKEN, organization: 'acme' });
    source = await deployBuiltinStack({ cloud, token: TOKEN, dir: scratch.dir });
    before = { cli: source.cli, stack: source.name, program: source.program };
    expected = canonicalState(await source.cli.exportStack(source.name));
    const program = path.join(scratch.dir, 'target-program');
    await cp(source.program, program, { recursive: true });
    const cli = new PulumiCli({
      binaries: judgesDir(),
      home: path.join(scratch.dir, 'target-home'),
      backendUrl: `file://${targetFolder.dir}`,
      passphrase: PASSPHRASE,
    });
    after = { cli, stack: TARGET, program };
    moved = await run('--execute');
  });

  afterAll(async () => {
    await cloud.close();
    await scratch.dispose();
    await targetFolder.dispose();
  });

  async function run(...flags: readonly string[]): Promise<Migrated> {
    const config = path.join(after.program, 'Pulumi.prod.yaml');
    const places = ['--from', cloud.url, '--to', `file://${targetFolder.dir}`, '--secrets-provider', 'passphrase'];
    return await migrate([source.name, ...places, '--config', config, ...flags], {
      PULUMI_ACCESS_TOKEN: TOKEN,
      PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
    });
  }

  it('is said to be moved, with what there was to move', () => {
    expect(moved).toMatchObject({
      code: 0,
      document: { ok: true, stacks: [{ stack: source.name, outcome: 'Migrated', findings: [] }] },
    });
    expect(moved.stdout + moved.stderr).not.toContain(source.adminPassword);
  });

  it('is listed, holds the state of the source with every secret, and its program wants nothing changed', async () => {
    expect(await judgeTarget(after)).toEqual({ isListed: true, state: expected, previewExitCode: 0 });
  });

  it('keeps its history, its tags and its configuration', async () => {
    expect(await readHistory(after)).toEqual(await readHistory(before));
    expect(await readTags(after)).toEqual(await readTags(before));
    expect(await readConfig(after)).toEqual(await readConfig(before));
  });

  it('keeps the config file of the source beside the new one', async () => {
    const kept = await readFile(path.join(after.program, 'Pulumi.prod.yaml.bak'), 'utf8');

    expect(kept).toBe(await readFile(path.join(source.program, 'Pulumi.prod.yaml'), 'utf8'));
  });

  it('is left alone when it is moved again', async () => {
    expect(await run('--execute')).toMatchObject({
      code: 0,
      document: { ok: true, next: 'nothing to do', stacks: [{ outcome: 'NothingToDo' }] },
    });
  });

  it('can be deployed to, and is then another state, which a second move does not touch', async () => {
    await after.cli.run(['config', 'set', '--stack', TARGET, 'region', 'south'], { cwd: after.program });
    await after.cli.up(TARGET, after.program);

    expect(await run('--execute')).toMatchObject({
      code: 5,
      document: { ok: false, stacks: [{ outcome: 'Refused', findings: [{ id: 'TargetOccupied' }] }] },
    });
    expect(await after.cli.previewNoChanges(TARGET, after.program)).toMatchObject({ exitCode: 0 });
  });
});

/** The same over S3 and KMS, both found by the SDK's own variables. */
describe('a stack that the command moved into a bucket, in the hands of the real Pulumi CLI', () => {
  it('is listed, holds the state of the source with every secret, and its program wants nothing changed', async () => {
    const scratch = await scratchDir();
    const cloud = await startPulumiCloud({ token: TOKEN, organization: 'acme' });
    const local = await startLocalAws();
    const { endpoint, region } = local;
    const source = await deployBuiltinStack({ cloud, token: TOKEN, dir: scratch.dir });
    await local.clients.s3.send(new CreateBucketCommand({ Bucket: 'state' }));
    const { KeyMetadata } = await local.clients.kms.send(new CreateKeyCommand({}));
    const to = `s3://state/team-a?region=${region}&s3ForcePathStyle=true`;
    const places = ['--from', cloud.url, '--to', to];
    const keys = ['--secrets-provider', `awskms://${KeyMetadata?.KeyId}?region=${region}`];
    const expected = canonicalState(await source.cli.exportStack(source.name));

    const moved = await migrate(
      [source.name, ...places, ...keys, '--config', path.join(source.program, 'Pulumi.prod.yaml'), '--execute'],
      {
        PULUMI_ACCESS_TOKEN: TOKEN,
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
      },
    );

    expect(moved).toMatchObject({ code: 0, document: { ok: true, stacks: [{ outcome: 'Migrated', findings: [] }] } });
    const home = path.join(scratch.dir, 'target-home');
    const cli = new PulumiCli({ binaries: judgesDir(), home, backendUrl: to, aws: { endpoint, region } });
    expect(await judgeTarget({ cli, stack: TARGET, program: source.program })).toEqual({
      isListed: true,
      state: expected,
      previewExitCode: 0,
    });
    await cli.up(TARGET, source.program);
    await local.stop();
    await cloud.close();
    await scratch.dispose();
  });
});
