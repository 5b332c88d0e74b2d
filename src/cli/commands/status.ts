import { Command } from 'commander';
import { type Board, renderBoard, tallyOf } from '#src/cli/board.ts';
import { type CommonFlags, withCommonFlags } from '#src/cli/common-flags.ts';
import { openRemote } from '#src/cli/connect.ts';
import { EXIT } from '#src/cli/exit-codes.ts';
import { follow, isAtRest, readBoard } from '#src/cli/follow.ts';
import { createLiveView } from '#src/cli/live-view.ts';
import { deliver, type Result } from '#src/cli/result.ts';
import { isColoured, type Remote, type Surroundings } from '#src/cli/surroundings.ts';

interface StatusFlags extends CommonFlags {
  readonly watch?: boolean;
}

export interface StatusOptions extends StatusFlags {
  /** Absent: the whole fleet. */
  readonly tenant?: string | undefined;
}

/** `stackferry status [tenant]`: where tenants stand, once or live. Only reads. */
export function statusCommand(surroundings: Surroundings): Command {
  return withCommonFlags(new Command('status'))
    .description('show where the fleet, or one tenant, stands')
    .argument('[tenant]', 'only this tenant')
    .option('--watch', 'keep showing it: one tenant until nothing works on it any more, the fleet until Ctrl-C')
    .action(async (tenant: string | undefined, flags: StatusFlags) => {
      await deliver(flags, surroundings, async () => {
        const remote = await openRemote(flags, surroundings);
        return await runStatus({ ...flags, tenant }, remote, surroundings);
      });
    });
}

export async function runStatus(
  options: StatusOptions,
  { tracking }: Pick<Remote, 'tracking'>,
  surroundings: Surroundings,
): Promise<Result> {
  const tenants = options.tenant === undefined ? undefined : [options.tenant];
  if (!options.watch)
    return resultOf(await readBoard(tracking, tenants), isColoured(surroundings.stdout, surroundings));

  const { stdout, stderr, clock, catchInterrupt } = surroundings;
  // Live, the board is the data; with --json the data is the document at its end.
  const screen = options.json ? stderr : stdout;
  const view = createLiveView(screen);
  try {
    const { isInterrupted, ...board } = await follow({
      tenants,
      tracking,
      clock,
      interrupted: catchInterrupt(),
      show: (shown) => view.update(renderBoard(shown, isColoured(screen, surroundings))),
      isOver: ({ records }) => tenants !== undefined && records.every(isAtRest),
    });
    const result = { ...resultOf(board, false), text: '' };
    return isInterrupted ? { ...result, code: EXIT.interrupted } : result;
  } finally {
    view.close();
  }
}

function resultOf(board: Board, colour: boolean): Result {
  const { records, brakes } = board;
  const tally = tallyOf(records);
  const document = { ok: true, tenants: records, brakes, tally, next: nextOf(board) };
  const counts = Object.entries(tally).map(([status, count]) => `${count} ${status}`);
  const lines = [...renderBoard(board, colour), ...(records.length > 1 ? ['', counts.join(', ')] : [])];
  return { code: EXIT.ok, document, text: lines.join('\n') };
}

/** Those come first that a person must look at. */
function nextOf({ records }: Board): string {
  const worried = ['quarantined', 'held', 'rolledBack'].flatMap((status) =>
    records.filter((record) => record.status === status),
  );
  const [first = records.length === 1 ? records[0] : undefined] = worried;
  if (first) return `stackferry explain ${first.tenant}`;
  return records.length === 0 ? 'register the tenants' : 'stackferry status --watch';
}
