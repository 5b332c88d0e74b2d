import { Command } from 'commander';
import { type Ask, runAsk } from '#src/cli/ask.ts';
import { type CommonFlags, WHY, withCommonFlags } from '#src/cli/common-flags.ts';
import { openRemote } from '#src/cli/connect.ts';
import { deliver } from '#src/cli/result.ts';
import type { Surroundings } from '#src/cli/surroundings.ts';

interface HoldFlags extends CommonFlags {
  readonly why: string;
}

/** `stackferry hold <tenant> --why …`: its run stops before its next step, and none starts. */
export function holdCommand(surroundings: Surroundings): Command {
  return withCommonFlags(new Command('hold'))
    .description('stop a tenant’s run before its next step, and let none start, until stackferry start')
    .argument('<tenant>')
    .requiredOption(...WHY)
    .action(async (tenant: string, flags: HoldFlags) => {
      await deliver(flags, surroundings, async () => {
        return await runAsk(askHold(tenant, flags.why), await openRemote(flags, surroundings));
      });
    });
}

export function askHold(tenant: string, why: string): Ask {
  return {
    request: { command: 'hold', tenant, reason: why },
    said: `${tenant} is held before its next step`,
    next: `stackferry start ${tenant} when the reason has passed`,
  };
}
