import { Command } from 'commander';
import { type CommonFlags, withCommonFlags } from '#src/cli/common-flags.ts';
import { openRemote } from '#src/cli/connect.ts';
import { EXIT } from '#src/cli/exit-codes.ts';
import { renderExplanation } from '#src/cli/render-explanation.ts';
import { deliver, type Result } from '#src/cli/result.ts';
import type { Remote, Surroundings } from '#src/cli/surroundings.ts';
import { explain } from '#src/migration/explain.ts';
import type { Story } from '#src/migration/explanation.ts';
import { receiptSchemas, type StepName } from '#src/tracking/receipts.ts';
import type { TrackingStore } from '#src/tracking/tracking-store.ts';

/** `stackferry explain <tenant>`: why it stands where it stands, who is awaited, what to run next. Only reads. */
export function explainCommand(surroundings: Surroundings): Command {
  return withCommonFlags(new Command('explain'))
    .description('say why a tenant stands where it stands, who is awaited, and what to run next')
    .argument('<tenant>')
    .action(async (tenant: string, flags: CommonFlags) => {
      await deliver(flags, surroundings, async () => {
        const remote = await openRemote(flags, surroundings);
        return await runExplain({ tenant }, remote);
      });
    });
}

export async function runExplain(
  { tenant }: { readonly tenant: string },
  { tracking }: Pick<Remote, 'tracking'>,
): Promise<Result> {
  const explanation = explain(await readStory(tenant, tracking));
  return { code: EXIT.ok, document: { ok: true, ...explanation }, text: renderExplanation(explanation) };
}

async function readStory(tenant: string, tracking: TrackingStore): Promise<Story> {
  const record = await tracking.readRecord(tenant);
  const receipts: Partial<Record<StepName, 'open' | 'closed'>> = {};
  for (const step of Object.keys(receiptSchemas) as StepName[]) {
    // the keys of the schemas are the step names; attempt 0 has no receipts
    const receipt =
      record.attempt > 0 ? await tracking.readReceipt(step, { tenant, attempt: record.attempt }) : undefined;
    if (receipt) receipts[step] = receipt.kind;
  }
  const journal = await tracking.readJournal(tenant);
  const brake = await tracking.readBrake(record.group);
  return { record, receipts, journal, brake, slots: await tracking.readSlots(record.group) };
}
