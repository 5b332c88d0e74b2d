import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { describeProcess } from '#local/emulator/describe-process.ts';

/** A process by its id and its start time: an id alone is given again to somebody else. */
const identitySchema = z.strictObject({ pid: z.int(), started: z.string() });
/** `state` is the folder that goes with the emulator. */
const runSchema = z.strictObject({ emulator: identitySchema, launcher: identitySchema, state: z.string() });

export type ProcessIdentity = z.infer<typeof identitySchema>;
export interface RecordedRun extends z.infer<typeof runSchema> {
  readonly path: string;
}

/** Leaves word of a running emulator for the next start. Returns the file's path. */
export async function recordRun(
  runs: string,
  { pid, state }: { readonly pid: number; readonly state: string },
): Promise<string> {
  const path = join(runs, `${pid}.json`);
  const run = { emulator: identityOf(pid), launcher: identityOf(process.pid), state };
  await writeFile(path, JSON.stringify(run));
  return path;
}

export async function forgetRun(path: string): Promise<void> {
  await rm(path, { force: true });
}

export async function readRuns(runs: string): Promise<readonly RecordedRun[]> {
  const names = await readdir(runs).catch(() => []);
  const found = await Promise.all(
    names.filter((name) => name.endsWith('.json')).map((name) => readRun(join(runs, name))),
  );
  return found.filter((run) => run !== undefined);
}

async function readRun(path: string): Promise<RecordedRun | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  try {
    return { ...runSchema.parse(JSON.parse(text)), path };
  } catch {
    // Half written by a run that was killed, or removed by one that ended just now.
    return undefined;
  }
}

export function identityOf(pid: number): ProcessIdentity {
  return { pid, started: describeProcess(pid)?.started ?? '' };
}

export function parseIdentity(text: string): ProcessIdentity | undefined {
  try {
    return identitySchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
