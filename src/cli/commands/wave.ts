import { Command, InvalidArgumentError } from 'commander';
import { type Ask, runAsk } from '#src/cli/ask.ts';
import { type CommonFlags, GROUP, withCommonFlags } from '#src/cli/common-flags.ts';
import { openRemote } from '#src/cli/connect.ts';
import { deliver } from '#src/cli/result.ts';
import type { Surroundings } from '#src/cli/surroundings.ts';

interface GroupFlags extends CommonFlags {
  readonly group: string;
}

export interface WaveOptions {
  readonly group: string;
  /** None: all of the group that are due. */
  readonly tenants: readonly string[];
  readonly wave?: string | undefined;
}

/** `stackferry wave start|slots`: moves tenants of a region group together. */
export function waveCommand(surroundings: Surroundings): Command {
  return new Command('wave')
    .description('move tenants of a region group together')
    .addCommand(waveStartCommand(surroundings))
    .addCommand(waveSlotsCommand(surroundings));
}

function waveStartCommand(surroundings: Surroundings): Command {
  return withCommonFlags(new Command('start'))
    .description('start a wave by hand: of these tenants, or of all of the group that are due')
    .argument('[tenant...]')
    .requiredOption(...GROUP)
    .option('--wave <id>', 'name of the wave; the same name again is the same wave (default: group and second)')
    .action(async (tenants: readonly string[], flags: GroupFlags & { readonly wave?: string }) => {
      await deliver(flags, surroundings, async () => {
        const { group, wave } = flags;
        return await runAsk(askWave({ group, tenants, wave }), await openRemote(flags, surroundings));
      });
    });
}

function waveSlotsCommand(surroundings: Surroundings): Command {
  return withCommonFlags(new Command('slots'))
    .description('set how many tenants of a group may move at once; also while a wave runs')
    .argument('<slots>', 'a number; 0 lets none start', parseSlots)
    .requiredOption(...GROUP)
    .action(async (slots: number, flags: GroupFlags) => {
      await deliver(flags, surroundings, async () => {
        return await runAsk(askSlots(flags.group, slots), await openRemote(flags, surroundings));
      });
    });
}

export function askWave({ group, tenants, wave }: WaveOptions): Ask {
  const named = tenants.length > 0 ? { tenants: [...tenants] } : {};
  return {
    request: { command: 'startWave', group, ...named, ...(wave === undefined ? {} : { wave }) },
    said: `a wave of ${group} was started with ${tenants.length > 0 ? tenants.join(', ') : 'all that are due: registered, or held by what may have passed'}`,
    next: 'stackferry status --watch',
  };
}

export function askSlots(group: string, slots: number): Ask {
  return {
    request: { command: 'slots', group, slots },
    said: `${slots} tenants of ${group} may move at once`,
    next: 'stackferry status',
  };
}

/** Throws what commander reports as a wrong argument. */
export function parseSlots(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('it must be a whole number, 0 or more.');
}
