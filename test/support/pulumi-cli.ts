import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';

/** Where the real CLI works and what it may know; nothing of the caller's own environment reaches it. */
export interface PulumiCliOptions {
  /** Folder of `pulumi` and `pulumi-language-yaml`, as `npm run judges` hands it over. */
  readonly binaries: string;
  /** An empty folder: `PULUMI_HOME`, `HOME` and whatever it writes. */
  readonly home: string;
  readonly backendUrl: string;
  readonly accessToken?: string;
  readonly passphrase?: string;
  /** The local AWS, for `s3://` backends and `awskms://` secrets. */
  readonly aws?: { readonly endpoint: string; readonly region: string };
  readonly timeoutSeconds?: number;
}

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One stack as `stack ls --json` lists it; the resource count is absent where it was never updated. */
export interface ListedStack {
  readonly name: string;
  readonly resourceCount?: number;
}

export class PulumiCli {
  readonly #options: PulumiCliOptions;

  constructor(options: PulumiCliOptions) {
    this.#options = options;
  }

  /** Runs any command, whatever its exit code. */
  async try(args: readonly string[], { cwd }: { readonly cwd?: string } = {}): Promise<CliResult> {
    const { binaries, home, timeoutSeconds = 60 } = this.#options;
    await mkdir(home, { recursive: true });
    const result = await execa(path.join(binaries, 'pulumi'), [...args, '--non-interactive', '--color', 'never'], {
      cwd: cwd ?? home,
      env: environmentOf(this.#options),
      extendEnv: false,
      stdin: 'ignore',
      reject: false,
      timeout: timeoutSeconds * 1000,
    });
    const { stdout, stderr, exitCode, timedOut } = result;
    if (timedOut || exitCode === undefined) throw new Error(`pulumi ${args[0]} did not end: ${stderr}`);
    return { exitCode, stdout, stderr };
  }

  /** Runs a command that must succeed; returns what it printed. */
  async run(args: readonly string[], options: { readonly cwd?: string } = {}): Promise<string> {
    const { exitCode, stdout, stderr } = await this.try(args, options);
    if (exitCode !== 0) throw new Error(`pulumi ${args.join(' ')} ended with ${exitCode}:\n${stdout}\n${stderr}`);
    return stdout;
  }

  async exportStack(stack: string, { showSecrets = true, version }: ExportOptions = {}): Promise<string> {
    const options = [...(showSecrets ? ['--show-secrets'] : []), ...(version ? ['--version', String(version)] : [])];
    return await this.run(['stack', 'export', '--stack', stack, ...options]);
  }

  /** Succeeds only when the program wants nothing changed. */
  async previewNoChanges(stack: string, cwd: string): Promise<CliResult> {
    return await this.try(['preview', '--stack', stack, '--expect-no-changes'], { cwd });
  }

  async up(stack: string, cwd: string): Promise<string> {
    return await this.run(['up', '--stack', stack, '--yes', '--skip-preview'], { cwd });
  }

  async listStacks(): Promise<readonly ListedStack[]> {
    const listed: readonly ListedStack[] = JSON.parse(await this.run(['stack', 'ls', '--all', '--json']));
    return listed;
  }
}

export interface ExportOptions {
  readonly showSecrets?: boolean;
  readonly version?: number;
}

function environmentOf({ binaries, home, backendUrl, accessToken, passphrase, aws }: PulumiCliOptions) {
  return {
    PATH: binaries,
    HOME: home,
    PULUMI_HOME: path.join(home, '.pulumi'),
    PULUMI_BACKEND_URL: backendUrl,
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
    ...(accessToken === undefined ? {} : { PULUMI_ACCESS_TOKEN: accessToken }),
    ...(passphrase === undefined ? {} : { PULUMI_CONFIG_PASSPHRASE: passphrase }),
    ...(aws && {
      AWS_ENDPOINT_URL_S3: aws.endpoint,
      AWS_ENDPOINT_URL_KMS: aws.endpoint,
      AWS_REGION: aws.region,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_EC2_METADATA_DISABLED: 'true',
    }),
  };
}
