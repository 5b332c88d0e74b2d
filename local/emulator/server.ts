import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endOnExit } from '#local/emulator/end-on-exit.ts';
import { endGroup } from '#local/emulator/process-group.ts';
import { forgetRun, recordRun } from '#local/emulator/run-file.ts';
import { LocalAwsUnavailable } from '#local/local-error.ts';

export interface ServerOptions {
  readonly python: string;
  /** A folder of this server alone. */
  readonly state: string;
  /** Where running servers are recorded for the next start. */
  readonly runs: string;
  readonly port: number;
  readonly auth: boolean;
  readonly region: string;
}

export interface Server {
  readonly endpoint: string;
  stop(): Promise<void>;
}

const STARTUP_MILLISECONDS = 60_000;

/** Starts the emulator in a process group of its own, so that Ctrl-C reaches only us and we end all of it. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const temporary = join(options.state, 'tmp');
  await mkdir(temporary, { recursive: true });
  const logPath = join(options.state, 'emulator.log');
  const log = await open(logPath, 'a');
  const child = spawn(options.python, ['-m', 'ministack'], {
    cwd: options.state,
    detached: true,
    env: environmentOf(options, temporary),
    stdio: ['ignore', log.fd, log.fd],
  });
  const pid = await pidOf(child);
  await log.close();
  child.unref();
  const release = endOnExit(pid);
  const record = await recordRun(options.runs, { pid, state: options.state });
  const stop = async () => {
    await endGroup(pid);
    release();
    await rm(options.state, { recursive: true, force: true });
    await forgetRun(record);
  };
  const endpoint = `http://127.0.0.1:${options.port}`;
  try {
    await waitUntilHealthy(endpoint, child);
  } catch (error) {
    const words = await tailOf(logPath);
    await stop();
    throw new LocalAwsUnavailable(`the local AWS did not start. Its last words: ${words}`, { cause: error });
  }
  return { endpoint, stop };
}

/** Nothing of our own environment: the emulator hands its environment to every function. */
function environmentOf({ port, auth, region }: ServerOptions, temporary: string): Record<string, string> {
  return {
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    AUTH: String(auth),
    MINISTACK_REGION: region,
    PATH: '/usr/bin:/bin',
    TMPDIR: temporary,
    LAMBDA_WARM_TTL_SECONDS: '60',
  };
}

async function pidOf(child: ChildProcess): Promise<number> {
  const { promise: spawned, resolve, reject } = Promise.withResolvers<void>();
  child.once('spawn', resolve);
  child.once('error', reject);
  await spawned;
  if (child.pid === undefined) throw new LocalAwsUnavailable('the local AWS has no process id');
  return child.pid;
}

async function waitUntilHealthy(endpoint: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + STARTUP_MILLISECONDS;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`it exited with code ${child.exitCode}`);
    const response = await fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(1000) }).catch(
      () => undefined,
    );
    if (response?.ok === true) return;
    await delay(50);
  }
  throw new Error(`it did not answer within ${STARTUP_MILLISECONDS / 1000} seconds`);
}

async function tailOf(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trim().split('\n').slice(-8).join('\n') || '(none)';
}
