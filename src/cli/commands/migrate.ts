import { hostname } from 'node:os';
import { Command } from 'commander';
import { EXIT } from '#src/cli/exit-codes.ts';
import { exitCodeOfMoves, type MovedStack, moveStacks } from '#src/cli/move-stacks.ts';
import { isFolder, type MovePlaces, openMove } from '#src/cli/open-move.ts';
import { deliver, type Result } from '#src/cli/result.ts';
import type { Surroundings } from '#src/cli/surroundings.ts';
import { SettingsInvalid } from '#src/errors.ts';
import type { Machine } from '#src/migration/lost-moves.ts';
import type { StackSource } from '#src/pulumi/source/stack-source.ts';
import { fileErrorCode } from '#src/pulumi/translate-file-error.ts';
import { parseStackRef, type StackRef } from '#src/stack-ref.ts';

interface MigrateFlags extends MovePlaces {
  readonly all?: boolean;
  readonly project?: string;
  readonly execute?: boolean;
  readonly json?: boolean;
}

export interface MigrateOptions extends MigrateFlags {
  readonly stacks: readonly string[];
}

/** `stackferry migrate`: moves stacks from here, without a pipeline. A dry run unless `--execute` is given. */
export function migrateCommand(surroundings: Surroundings): Command {
  return new Command('migrate')
    .description('move stacks from this terminal, without a pipeline: a dry run without --execute')
    .argument('[stacks...]', 'organization/project/stack')
    .requiredOption('--from <source>', 'the service’s URL, or file:export.json')
    .requiredOption('--to <url>', 's3://bucket/prefix?region=… or file:///folder')
    .requiredOption('--secrets-provider <provider>', 'passphrase, or awskms://key?region=…')
    .option('--config <path>', 'the stack’s Pulumi.<stack>.yaml, or the folder of several; re-encrypted in place')
    .option('--all', 'every stack of --project')
    .option('--project <name>', 'organization/project, with --all')
    .option('--execute', 'write; without it, everything is only looked at')
    .option('--json', 'print one JSON document on stdout')
    .action(async (stacks: string[], flags: MigrateFlags) => {
      await deliver(flags, surroundings, async () => await runMigrate({ ...flags, stacks }, surroundings));
    });
}

export async function runMigrate(options: MigrateOptions, surroundings: Surroundings): Promise<Result> {
  const open = await openMove(options, surroundings);
  const stacks = await stacksOf(options, open.source);
  await expectConfigPerStack(options, stacks);
  const moving = {
    stacks,
    open,
    machine: thisMachine(),
    execute: options.execute ?? false,
    interrupted: surroundings.catchInterrupt(),
  };
  const moved = await moveStacks(moving, surroundings);
  const code = exitCodeOfMoves(moved, moving);
  const document = { ok: code === EXIT.ok, next: nextOf(moved, options), stacks: moved.map(entryOf) };
  return { code, document, text: moved.flatMap(linesOf).join('\n') };
}

async function stacksOf(
  { stacks, all, project = '' }: MigrateOptions,
  source: StackSource,
): Promise<readonly StackRef[]> {
  if (stacks.length > 0 && all) throw invalid('--all', 'stacks are named as well', 'give the names or --all');
  if (!all) {
    if (stacks.length > 0) return [...new Set(stacks)].map(parseStackRef);
    throw invalid('stacks', 'none is named', 'name them as organization/project/stack, or give --all --project');
  }
  const [organization, name, ...rest] = project.split('/');
  if (!organization || !name || rest.length > 0)
    throw invalid('--project', 'it does not name a project', 'write it as organization/project');
  const found = await source.list({ organization, project: name });
  if (found.length === 0) throw invalid('--project', 'the source shows no stack of it', 'correct the name');
  return found;
}

/** One file cannot hold the configuration of two stacks. */
async function expectConfigPerStack({ config }: MigrateOptions, stacks: readonly StackRef[]): Promise<void> {
  if (config === undefined || stacks.length < 2 || (await isFolder(config))) return;
  throw invalid('--config', 'it is one file for several stacks', 'give the folder of their config files');
}

function thisMachine(): Machine {
  return { hostname: hostname(), pid: process.pid, isRunning };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user may not be asked, and so it runs.
    return fileErrorCode(error) !== 'ESRCH';
  }
}

function nextOf(moved: readonly MovedStack[], { execute, to }: MigrateOptions): string {
  const reason = moved.flatMap(({ findings }) => findings).find(({ severity }) => severity === 'blocking');
  if (reason) return reason.next;
  if (moved.some(({ outcome }) => outcome === 'Failed')) return 'read on stderr what nobody expected';
  if (moved.some(({ outcome }) => outcome === 'NotStarted')) return 'run it again: what was moved is left alone';
  if (moved.every(({ outcome }) => outcome === 'NothingToDo')) return 'nothing to do';
  return execute ? `pulumi login '${to}'` : 'run it again with --execute';
}

/** Every field is there, whatever the outcome: without a key in the target there is no digest yet. */
function entryOf({ stack, outcome, digest, resources, secrets, bytes, seconds, findings }: MovedStack) {
  return { stack, outcome, digest: digest ?? null, resources, secrets, bytes, seconds, findings };
}

function linesOf({ stack, outcome, resources, secrets, bytes, findings }: MovedStack): readonly string[] {
  const counts = `${resources} resources, ${secrets} secrets, ${bytes} bytes`;
  const lines = findings.map(({ severity, id, found, next }) => `  ${severity} ${id}: ${found}; ${next}`);
  return [`${stack}  ${outcome}  ${counts}`, ...lines];
}

function invalid(subject: string, found: string, next: string): SettingsInvalid {
  return new SettingsInvalid({ subject, found, next });
}
