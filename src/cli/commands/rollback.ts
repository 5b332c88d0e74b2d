import { Command } from 'commander';
import { type Ask, runAsk } from '#src/cli/ask.ts';
import { type CommonFlags, WHY, withCommonFlags } from '#src/cli/common-flags.ts';
import { openRemote } from '#src/cli/connect.ts';
import { deliver } from '#src/cli/result.ts';
import type { Surroundings } from '#src/cli/surroundings.ts';

interface RollbackFlags extends CommonFlags {
  readonly why: string;
}

/** `stackferry rollback <tenant> --why …`: makes the source the truth again. */
export function rollbackCommand(surroundings: Surroundings): Command {
  return withCommonFlags(new Command('rollback'))
    .description('make the source the truth again, from the receipts of the tenant’s run; loses no write, or stops')
    .argument('<tenant>')
    .requiredOption(...WHY)
    .action(async (tenant: string, flags: RollbackFlags) => {
      await deliver(flags, surroundings, async () => {
        return await runAsk(askRollback(tenant, flags.why), await openRemote(flags, surroundings));
      });
    });
}

export function askRollback(tenant: string, why: string): Ask {
  return {
    request: { command: 'rollBack', tenant, reason: why },
    said: `${tenant} is being rolled back`,
    next: `stackferry status ${tenant} --watch`,
  };
}
