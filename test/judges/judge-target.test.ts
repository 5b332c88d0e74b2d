import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PulumiCloud, startPulumiCloud } from '#local/stand-ins/pulumi-cloud/start-pulumi-cloud.ts';
import { BUILTIN_PROJECT } from '#test/support/builtin-program.ts';
import { type BuiltinStack, deployBuiltinStack } from '#test/support/builtin-stack.ts';
import { canonicalState } from '#test/support/canonical-state.ts';
import { judgeTarget } from '#test/support/judge-target.ts';
import { judgesDir, scratchDir } from '#test/support/judges.ts';
import { PulumiCli } from '#test/support/pulumi-cli.ts';

const TOKEN = 'pul-judges';
const TARGET = `organization/${BUILTIN_PROJECT}/prod`;

/** The judge judged: a target that the CLI itself made must pass, and a spoiled one must not. */
describe('the judge of a migrated stack', () => {
  let cloud: PulumiCloud;
  let scratch: Awaited<ReturnType<typeof scratchDir>>;
  let source: BuiltinStack;
  let cli: PulumiCli;
  let checkpoint: string;
  let sound: string;

  beforeAll(async () => {
    scratch = await scratchDir();
    cloud = await startPulumiCloud({ token: TOKEN, organization: 'acme' });
    source = await deployBuiltinStack({ cloud, token: TOKEN, dir: scratch.dir });
    cli = await migrateWithCli();
    checkpoint = path.join(scratch.dir, `.pulumi/stacks/${BUILTIN_PROJECT}/prod.json`);
    sound = await readFile(checkpoint, 'utf8');
  });

  afterAll(async () => {
    await cloud.close();
    await scratch.dispose();
  });

  /** Into a `file://` backend; the program's configuration is re-encrypted on the way. */
  async function migrateWithCli(): Promise<PulumiCli> {
    const target = new PulumiCli({
      binaries: judgesDir(),
      home: path.join(scratch.dir, 'source-home'),
      backendUrl: `file://${scratch.dir}`,
      accessToken: TOKEN,
      passphrase: 'a passphrase',
    });
    const options = ['--target', TARGET, '--secrets-provider', 'passphrase', '--yes'];
    await target.run(['stack', 'migrate', cloud.url, source.name, ...options], { cwd: source.program });
    return target;
  }

  async function judge(state: string) {
    await writeFile(checkpoint, state);
    return await judgeTarget({ cli, stack: TARGET, program: source.program });
  }

  it('passes what the CLI itself moved', async () => {
    const expected = canonicalState(await source.cli.exportStack(source.name));

    expect(await judge(sound)).toEqual({ isListed: true, state: expected, previewExitCode: 0 });
  });

  it('sees a resource that was changed', async () => {
    const expected = canonicalState(await source.cli.exportStack(source.name));
    const { state, previewExitCode } = await judge(sound.replaceAll('"to see"', '"changed"'));

    expect(state).not.toBe(expected);
    expect(previewExitCode).not.toBe(0);
  });

  it('sees a secret that cannot be read', async () => {
    const { state, previewExitCode } = await judge(sound.replace(/("ciphertext":"v1:)[^:]+/, '$1AAAAAAAAAAAAAAAA'));

    expect(state).toMatch(/error/);
    expect(previewExitCode).not.toBe(0);
  });
});
