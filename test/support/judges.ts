import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The folder of the real programs that judge us. They are built by the command that runs these tests. */
export function judgesDir(): string {
  const binaries = process.env['STACKFERRY_JUDGES'];
  if (!binaries)
    throw new Error('The judges are not built: run `npm run judges`, which builds them and then runs these tests.');
  return binaries;
}

/** Long proofs run only when all are asked for. */
export function allJudges(): boolean {
  return process.env['STACKFERRY_JUDGES_ALL'] === '1';
}

/** An empty folder outside the tree, gone after `dispose`. */
export async function scratchDir(): Promise<{ readonly dir: string; dispose(): Promise<void> }> {
  const dir = await mkdtemp(path.join(tmpdir(), 'stackferry-'));
  return { dir, dispose: async () => rm(dir, { recursive: true, force: true }) };
}
