import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { exitCodeOf } from '#src/cli/exit-codes.ts';
import { renderError } from '#src/cli/render-error.ts';
import { ImportDiverged } from '#src/errors.ts';

const bin = fileURLToPath(new URL('../../../bin/stackferry.js', import.meta.url));

/** Runs the command as a user would, without a terminal. */
async function run(...given: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return await new Promise((resolve) => {
    execFile(process.execPath, [bin, ...given], (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

describe('the command line', () => {
  it('prints its help on stdout and ends 0', async () => {
    const { code, stdout } = await run('--help');

    expect(code).toBe(0);
    expect(stdout).toContain('demo');
  });

  it('prints nothing but its version', async () => {
    expect(await run('--version')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: '',
    });
  });

  it.each([['--wrong'], ['nonsense'], ['demo', '--wrong']])(
    'ends 2 for a wrong word and says where help is: %s',
    async (...given) => {
      const { code, stdout, stderr } = await run(...given);

      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toContain('--help');
    },
  );
});

describe('an error on the command line', () => {
  const error = new ImportDiverged({ subject: 'acme/p/s', found: 'another state', next: 'look' });

  it('says its name, what happened to which stack, and what to do next', () => {
    expect(renderError(error)).toBe('ImportDiverged: acme/p/s: another state\n  next: look\n');
  });

  it('has an exit code of its own kind', () => {
    expect([exitCodeOf(error), exitCodeOf(new Error('x'))]).toEqual([6, 1]);
  });
});
