import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { ExecaError, execa } from 'execa';

/** What stands in the way of the judges, in one sentence for the person at the terminal. */
export class JudgesNotBuilt extends Error {
  override readonly name = 'JudgesNotBuilt';
}

export interface JudgesBuild {
  /** The folder of `go.mod` and `go.sum`, which pin what is built. */
  readonly modules: string;
  /** Binaries outlive the working tree here, one folder per `go.sum`. */
  readonly cache: string;
  /** Go's command; `go` of the PATH where absent. */
  readonly go?: string;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Each program, and the variable its own build stamps with its version (the leading `v` included). */
const PROGRAMS = [
  {
    name: 'pulumi',
    module: 'github.com/pulumi/pulumi/pkg/v3',
    command: 'cmd/pulumi',
    stamp: 'github.com/pulumi/pulumi/sdk/v3/go/common/version.Version',
  },
  {
    name: 'pulumi-language-yaml',
    module: 'github.com/pulumi/pulumi-yaml',
    command: 'cmd/pulumi-language-yaml',
    stamp: 'github.com/pulumi/pulumi-yaml/pkg/version.Version',
  },
] as const;

/** Builds the judges unless this `go.sum` was built before; returns the folder of the binaries. */
export async function buildJudges(build: JudgesBuild): Promise<string> {
  const pins = await readFile(path.join(build.modules, 'go.sum'));
  const judges = path.join(build.cache, 'judges');
  const finished = path.join(judges, createHash('sha256').update(pins).digest('hex').slice(0, 16));
  if (await exists(finished)) return finished;

  await mkdir(judges, { recursive: true });
  await sweepUnfinished(judges);
  const unfinished = await mkdtemp(path.join(judges, `building-${process.pid}-`));
  try {
    await buildPrograms(build, unfinished);
    await finish(unfinished, finished);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return finished;
}

async function buildPrograms(build: JudgesBuild, into: string): Promise<void> {
  const started = Date.now();
  build.say('Building the judges (the real Pulumi CLI) with Go: 5–10 minutes the first time, then they are kept.');
  for (const { name, module, command, stamp } of PROGRAMS) {
    const version = await go(build, ['list', '-mod=readonly', '-m', '-f', '{{.Version}}', module]);
    build.say(`  ${name} ${version} …`);
    const flags = `-s -w -X ${stamp}=${version}`;
    await go(build, [
      'build',
      '-p',
      '2',
      '-mod=readonly',
      '-trimpath',
      '-ldflags',
      flags,
      '-o',
      path.join(into, name),
      `${module}/${command}`,
    ]);
  }
  build.say(`Built in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** In a process group of its own, so that an interruption ends the compilers and linkers as well. */
async function go({ modules, signal, go: command = 'go' }: JudgesBuild, args: readonly string[]): Promise<string> {
  if (signal.aborted) throw interrupted();
  const running = execa(command, args, { cwd: modules, detached: true, env: { CGO_ENABLED: '0' } });
  const stop = () => running.pid !== undefined && process.kill(-running.pid, 'SIGTERM');
  signal.addEventListener('abort', stop);
  try {
    const { stdout } = await running;
    return stdout;
  } catch (error) {
    throw signal.aborted ? interrupted(error) : explain(error);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function interrupted(cause?: unknown): JudgesNotBuilt {
  return new JudgesNotBuilt('Building the judges was interrupted; nothing was kept.', { cause });
}

function explain(error: unknown): unknown {
  if (!(error instanceof ExecaError)) return error;
  if (error.code === 'ENOENT') {
    return new JudgesNotBuilt(
      'The judges are built with Go, and there is no `go` in PATH: install Go 1.26 or newer (https://go.dev/dl) and run again.',
      { cause: error },
    );
  }
  return new JudgesNotBuilt(`Go could not build the judges; nothing was kept.\n${String(error.stderr)}`, {
    cause: error,
  });
}

/** The rename is what makes a build count; whoever finishes second keeps the first one's. */
async function finish(unfinished: string, finished: string): Promise<void> {
  try {
    await rename(unfinished, finished);
  } catch (error) {
    if (!(await exists(finished))) throw error;
  }
}

/** A killed build cannot tidy up after itself, so the next one does. */
async function sweepUnfinished(judges: string): Promise<void> {
  for (const name of await readdir(judges)) {
    const pid = /^building-(\d+)-/.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) await rm(path.join(judges, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}
