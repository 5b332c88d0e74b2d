import { Command } from 'commander';
import { type Ask, runAsk } from '#src/cli/ask.ts';
import { type CommonFlags, withCommonFlags } from '#src/cli/common-flags.ts';
import { openRemote } from '#src/cli/connect.ts';
import { deliver } from '#src/cli/result.ts';
import type { Surroundings } from '#src/cli/surroundings.ts';

/** `stackferry cutover <tenant>`: says go to a tenant that was started with --hold. */
export function cutoverCommand(surroundings: Surroundings): Command {
  return withCommonFlags(new Command('cutover'))
    .description('say go to a tenant that waits before cut-over: everything is checked again, then it is cut over')
    .argument('<tenant>')
    .action(async (tenant: string, flags: CommonFlags) => {
      await deliver(flags, surroundings, async () => {
        return await runAsk(askCutOver(tenant), await openRemote(flags, surroundings));
      });
    });
}

export function askCutOver(tenant: string): Ask {
  return {
    request: { command: 'cutOver', tenant },
    said: `${tenant} goes on: everything is checked again, then it is cut over`,
    next: `stackferry status ${tenant} --watch`,
  };
}
