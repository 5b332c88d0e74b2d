import type { World } from '#local/world/start-world.ts';
import type { RunRef } from '#src/run-ref.ts';
import { type Receipt, receiptSchemas, type StepName } from '#src/tracking/receipts.ts';

/** Every receipt of a run, by step; steps that left none are absent. */
export async function receiptsOf({ tracking }: World, run: RunRef): Promise<Partial<Record<StepName, Receipt>>> {
  const steps = Object.keys(receiptSchemas) as StepName[];
  const read = steps.map(async (step) => [step, await tracking.readReceipt(step, run)] as const);
  return Object.fromEntries((await Promise.all(read)).filter(([, receipt]) => receipt !== undefined));
}
