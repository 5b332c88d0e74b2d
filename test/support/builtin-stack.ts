import { cp } from 'node:fs/promises';
import path from 'node:path';
import type { PulumiCloud } from '#local/stand-ins/pulumi-cloud/start-pulumi-cloud.ts';
import { formatStackRef, type StackRef } from '#src/stack-ref.ts';
import { BUILTIN_PROJECT, writeBuiltinProgram } from '#test/support/builtin-program.ts';
import { judgesDir } from '#test/support/judges.ts';
import { PulumiCli } from '#test/support/pulumi-cli.ts';

/** A stack that the real CLI deployed to the stand-in cloud: the truth that a migration is measured by. */
export interface BuiltinStack {
  readonly ref: StackRef;
  readonly name: string;
  readonly cli: PulumiCli;
  /** Folder of `Pulumi.yaml` and `Pulumi.<stack>.yaml`. */
  readonly program: string;
  /** What a person put into its configuration as a secret. */
  readonly adminPassword: string;
  /** A copy of the program without the stack's configuration, for the target's own. */
  copyProgram(to: string): Promise<string>;
}

/** Logs in, creates, configures, tags and deploys the stack; everything it writes stays under `dir`. */
export async function deployBuiltinStack({ cloud, token, dir }: Deployment): Promise<BuiltinStack> {
  const ref = { organization: 'acme', project: BUILTIN_PROJECT, stack: 'prod' };
  const name = formatStackRef(ref);
  const adminPassword = 'pass & <word>';
  const home = path.join(dir, 'source-home');
  const program = await writeBuiltinProgram(path.join(dir, 'source-program'));
  const cli = new PulumiCli({ binaries: judgesDir(), home, backendUrl: cloud.url, accessToken: token });

  await cli.run(['login', cloud.url]);
  await cli.run(['stack', 'init', name], { cwd: program });
  await cli.run(['config', 'set', '--stack', name, 'region', 'north'], { cwd: program });
  await cli.run(['config', 'set', '--stack', name, '--secret', 'adminPassword', adminPassword], { cwd: program });
  await cli.up(name, program);
  await cli.run(['stack', 'tag', 'set', '--stack', name, 'owner', 'harbour-master']);

  return {
    ref,
    name,
    cli,
    program,
    adminPassword,
    copyProgram: async (to) => {
      await cp(path.join(program, 'Pulumi.yaml'), path.join(to, 'Pulumi.yaml'));
      return to;
    },
  };
}

export interface Deployment {
  readonly cloud: PulumiCloud;
  readonly token: string;
  readonly dir: string;
}
