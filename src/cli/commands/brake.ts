import { Command } from 'commander';
import { type Ask, runAsk } from '#src/cli/ask.ts';
import { type CommonFlags, GROUP, WHY, withCommonFlags } from '#src/cli/common-flags.ts';
import { openRemote } from '#src/cli/connect.ts';
import { deliver } from '#src/cli/result.ts';
import type { Surroundings } from '#src/cli/surroundings.ts';

interface BrakeFlags extends CommonFlags {
  readonly group: string;
  readonly why: string;
}

export interface BrakeOptions {
  readonly on: boolean;
  readonly group: string;
  readonly why: string;
}

/** `stackferry brake on|off --group … --why …`: stops a whole region group before the next step of each run. */
export function brakeCommand(surroundings: Surroundings): Command {
  return new Command('brake')
    .description('stop a whole region group before the next step of each run: brake, never Stop an execution')
    .addCommand(brakeSwitch({ on: true }, 'pull it: every run of the group is held before its next step', surroundings))
    .addCommand(brakeSwitch({ on: false }, 'take it off: runs may be started again', surroundings));
}

function brakeSwitch({ on }: { readonly on: boolean }, description: string, surroundings: Surroundings): Command {
  return withCommonFlags(new Command(on ? 'on' : 'off'))
    .description(description)
    .requiredOption(...GROUP)
    .requiredOption(...WHY)
    .action(async (flags: BrakeFlags) => {
      await deliver(flags, surroundings, async () => {
        return await runAsk(askBrake({ ...flags, on }), await openRemote(flags, surroundings));
      });
    });
}

export function askBrake({ on, group, why }: BrakeOptions): Ask {
  return {
    request: { command: 'brake', group, on, reason: why },
    said: `the brake of ${group} is ${on ? 'on' : 'off'}`,
    next: on ? `stackferry brake off --group ${group} --why "…" when the reason has passed` : 'stackferry status',
  };
}
