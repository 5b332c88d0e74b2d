import { z } from 'zod';
import { claimWave } from '#src/migration/dispatch-claim.ts';
import { endWave } from '#src/migration/dispatch-end.ts';
import { holdWave } from '#src/migration/dispatch-hold.ts';
import { giveSlot, takeSlot } from '#src/migration/dispatch-slot.ts';
import type { Ports } from '#src/migration/ports.ts';

const result = z.strictObject({ tenant: z.string(), outcome: z.string(), reason: z.string().optional() });

/** EventBridge's word that a run-wave execution ended by itself. */
const lostWave = z
  .object({ 'detail-type': z.string(), detail: z.object({ executionArn: z.string(), status: z.string() }) })
  .transform(({ detail }) => ({
    step: 'hold' as const,
    execution: detail.executionArn,
    reason: `it ended ${detail.status} by itself`,
  }));

export const dispatchInput = z.union([
  z.strictObject({
    step: z.literal('claim'),
    group: z.string(),
    /** Null: all that are due. */
    tenants: z.array(z.string()).nullable(),
    /** Null: the hour in which the schedule fired, or a wave of this execution's own. */
    wave: z.string().nullable(),
    /** Set by the schedule's own input. */
    scheduled: z.boolean(),
    /** ARN of the run-wave execution that asks. */
    execution: z.string(),
    startedAt: z.iso.datetime(),
  }),
  z.strictObject({ step: z.literal('takeSlot'), wave: z.string(), tenant: z.string(), execution: z.string() }),
  z.strictObject({ step: z.literal('giveSlot'), wave: z.string(), tenant: z.string() }),
  z.strictObject({ step: z.literal('end'), wave: z.string(), execution: z.string(), results: z.array(result) }),
  z.strictObject({ step: z.literal('hold'), execution: z.string(), reason: z.string() }),
  lostWave,
]);

export type DispatchInput = z.infer<typeof dispatchInput>;

export type DispatchPorts = Pick<Ports, 'tracking' | 'clock'>;

/** `slots`: how many tenants of a group move at once where nobody has said otherwise. */
export interface DispatchPlan {
  readonly slots: number;
}

/** Everything that is decided about a wave rather than about one tenant. */
export async function dispatch(input: DispatchInput, plan: DispatchPlan, ports: DispatchPorts) {
  switch (input.step) {
    case 'claim':
      return await claimWave(input, ports);
    case 'takeSlot':
      return await takeSlot(input, plan, ports);
    case 'giveSlot':
      return await giveSlot(input, ports);
    case 'end':
      return await endWave(input, ports);
    case 'hold':
      return await holdWave(input, ports);
  }
}
