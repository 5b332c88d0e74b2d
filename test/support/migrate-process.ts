import path from 'node:path';
import { execa } from 'execa';

/** What `stackferry migrate --json` left behind. */
export interface Migrated {
  readonly code: number | undefined;
  readonly document: Record<string, unknown>;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in a process of its own, as a person does, which knows nothing but what it is given. */
export async function migrate(
  line: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Migrated> {
  const bin = path.resolve(import.meta.dirname, '../../bin/stackferry.js');
  const { exitCode, stdout, stderr } = await execa(process.execPath, [bin, 'migrate', ...line, '--json'], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    extendEnv: false,
    reject: false,
  });
  return { code: exitCode, document: JSON.parse(stdout) as Record<string, unknown>, stdout, stderr };
}
