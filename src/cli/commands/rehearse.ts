import { Command } from 'commander';
import { awaitEnd } from '#src/cli/await-end.ts';
import { type CommonFlags, WAIT, withCommonFlags } from '#src/cli/common-flags.ts';
import { openRemote } from '#src/cli/connect.ts';
import { EXIT } from '#src/cli/exit-codes.ts';
import { deliver, type Result } from '#src/cli/result.ts';
import type { Remote, Surroundings } from '#src/cli/surroundings.ts';

interface RehearseFlags extends CommonFlags {
  readonly wait?: boolean;
}

export interface RehearseOptions extends RehearseFlags {
  readonly tenants: readonly string[];
}

/** `stackferry rehearse <tenant…>`: everything but cut-over, against the real source and cluster. */
export function rehearseCommand(surroundings: Surroundings): Command {
  return withCommonFlags(new Command('rehearse'))
    .description('do everything but cut over, against the real source and cluster; what it writes is thrown away')
    .argument('<tenant...>')
    .option(...WAIT)
    .action(async (tenants: readonly string[], flags: RehearseFlags) => {
      await deliver(flags, surroundings, async () => {
        const remote = await openRemote(flags, surroundings);
        return await runRehearse({ ...flags, tenants }, remote, surroundings);
      });
    });
}

export async function runRehearse(
  { tenants, wait = false }: RehearseOptions,
  remote: Remote,
  surroundings: Surroundings,
): Promise<Result> {
  // All names are looked up before the first start, so that a typing error starts nothing.
  const before = await Promise.all(tenants.map(async (tenant) => await remote.tracking.readRecord(tenant)));
  const started: { readonly tenant: string; readonly execution: string | undefined }[] = [];
  for (const tenant of tenants) {
    const { execution } = await remote.ask({ command: 'rehearse', tenant });
    surroundings.stderr.write(`${tenant} is being rehearsed\n`);
    started.push({ tenant, execution });
  }
  if (wait) {
    const isGood = async (earlier: Rehearsed, later: Rehearsed) =>
      later.rehearsedAt !== undefined && later.rehearsedAt !== earlier.rehearsedAt;
    return await awaitEnd({ before, isGood }, remote, surroundings);
  }
  const next = tenants.length === 1 ? `stackferry status ${tenants[0]} --watch` : 'stackferry status --watch';
  const text = started.map(({ tenant, execution }) => `${tenant}  ${execution ?? ''}`).join('\n');
  return { code: EXIT.ok, document: { ok: true, started, next }, text };
}

interface Rehearsed {
  readonly rehearsedAt?: string | undefined;
}
