import { homedir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { buildJudges, JudgesNotBuilt } from './build-judges.ts';

/** `npm run judges`: builds the judges where they are missing, then lets them judge. `--all` adds the long proofs. */
const root = path.resolve(import.meta.dirname, '..');

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const interrupted = new AbortController();
  // Not `once`: as long as somebody listens, nothing else ends this process before it has tidied up.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupted.abort());
  try {
    const binaries = await buildJudges({
      modules: path.join(root, 'test/judges/go'),
      cache: process.env['STACKFERRY_CACHE'] ?? path.join(homedir(), '.cache/stackferry'),
      say: (line) => process.stderr.write(`${line}\n`),
      signal: interrupted.signal,
    });
    return await judge({ binaries, args, signal: interrupted.signal });
  } catch (error) {
    if (!(error instanceof JudgesNotBuilt)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

async function judge({ binaries, args, signal }: Judgement): Promise<number> {
  const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  const others = args.filter((arg) => arg !== '--all');
  // Names of tests come first: `--selectProjects` takes every word that follows it.
  const { exitCode } = await execa(
    process.execPath,
    [...jest, ...others, '--testTimeout', '120000', '--selectProjects', 'judges'],
    {
      cwd: root,
      stdio: 'inherit',
      reject: false,
      cancelSignal: signal,
      env: { STACKFERRY_JUDGES: binaries, ...(args.includes('--all') ? { STACKFERRY_JUDGES_ALL: '1' } : {}) },
    },
  );
  return exitCode ?? 130;
}

interface Judgement {
  readonly binaries: string;
  readonly args: readonly string[];
  readonly signal: AbortSignal;
}
