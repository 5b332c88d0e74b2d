import { Command } from 'commander';
import { runAsk } from '#src/cli/ask.ts';
import { awaitEnd } from '#src/cli/await-end.ts';
import { type CommonFlags, WAIT, withCommonFlags } from '#src/cli/common-flags.ts';
import { openRemote } from '#src/cli/connect.ts';
import { deliver, type Result } from '#src/cli/result.ts';
import type { Remote, Surroundings } from '#src/cli/surroundings.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

interface StartFlags extends CommonFlags {
  readonly hold?: boolean;
  readonly wait?: boolean;
}

export interface StartOptions extends StartFlags {
  readonly tenant: string;
}

/** `stackferry start <tenant>`: starts a run, or goes on with one that was held. */
export function startCommand(surroundings: Surroundings): Command {
  return withCommonFlags(new Command('start'))
    .description('start a run of one tenant, or go on with one that was held; lifts a hold')
    .argument('<tenant>')
    .option('--hold', 'stop before cut-over until stackferry cutover says go')
    .option(...WAIT)
    .action(async (tenant: string, flags: StartFlags) => {
      await deliver(flags, surroundings, async () => {
        const remote = await openRemote(flags, surroundings);
        return await runStart({ ...flags, tenant }, remote, surroundings);
      });
    });
}

export async function runStart(
  { tenant, hold = false, wait = false }: StartOptions,
  remote: Remote,
  surroundings: Surroundings,
): Promise<Result> {
  const before = wait ? [await remote.tracking.readRecord(tenant)] : [];
  const cutOver = hold ? 'hold' : 'auto';
  const started = await runAsk(
    {
      request: { command: 'start', tenant, cutOver },
      said: hold ? `${tenant} was started and will stop before cut-over` : `${tenant} was started`,
      next: `stackferry status ${tenant} --watch`,
    },
    remote,
  );
  if (!wait) return started;
  const isGood = async ({ status, attempt }: TenantRecord): Promise<boolean> => {
    if (status === 'soaking' || status === 'migrated') return true;
    if (status !== 'held' || !hold) return false;
    const validated = await remote.tracking.readReceipt('validate', { tenant, attempt });
    return validated?.kind === 'closed';
  };
  return await awaitEnd({ before, isGood: async (_, after) => await isGood(after) }, remote, surroundings);
}
