import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { LocalAwsUnavailable } from '#local/local-error.ts';

/** Exact versions: a release appears every few days, and the contract tests vouch for this one only. */
const PINS = ['ministack==1.5.33', 'cryptography==50.0.2'] as const;
const STAMP = 'pins.txt';

/** The interpreter of the emulator's own environment, made or remade where it does not hold exactly the pinned versions. */
export async function preparePython(root: string, onProgress: (message: string) => void): Promise<string> {
  const environment = join(root, 'venv');
  const python = join(environment, 'bin', 'python');
  if (await holdsPins(environment)) return python;
  const interpreter = await findInterpreter();
  onProgress(`installing ${PINS.join(' and ')} into ${environment} (once, about 20 seconds)`);
  // Built beside and moved into place, so that an interrupted installation, or one running in parallel, is never used.
  const building = await mkdtemp(join(root, 'venv-'));
  try {
    await install(interpreter, building);
    await rm(environment, { recursive: true, force: true });
    await rename(building, environment);
  } catch (error) {
    await rm(building, { recursive: true, force: true });
    if (!(await holdsPins(environment))) throw error;
  }
  return python;
}

async function holdsPins(environment: string): Promise<boolean> {
  const stamp = await readFile(join(environment, STAMP), 'utf8').catch(() => '');
  return stamp === PINS.join('\n');
}

async function install(interpreter: string, environment: string): Promise<void> {
  const python = join(environment, 'bin', 'python');
  try {
    await execa(interpreter, ['-m', 'venv', environment]);
    const options = ['--quiet', '--disable-pip-version-check', '--no-input'];
    await execa(python, ['-m', 'pip', 'install', ...options, ...PINS]);
  } catch (error) {
    throw new LocalAwsUnavailable(
      `the Python environment of the local AWS could not be made (${reasonOf(error)}). Next: make sure that ` +
        `"${interpreter} -m venv" works (on Debian and Ubuntu: apt install python3-venv) and that pip reaches its index`,
      { cause: error },
    );
  }
  await writeFile(join(environment, STAMP), PINS.join('\n'));
}

const CANDIDATES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11'] as const;
const IS_RECENT = 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else 1)';

async function findInterpreter(): Promise<string> {
  for (const candidate of CANDIDATES) {
    const { exitCode } = await execa(candidate, ['-c', IS_RECENT], { reject: false });
    if (exitCode === 0) return candidate;
  }
  throw new LocalAwsUnavailable(
    'the local AWS needs Python 3.11 or newer, and no such python3 was found. Next: install it, then start again',
  );
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n').slice(0, 4).join(' | ');
}
