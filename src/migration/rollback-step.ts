import { z } from 'zod';
import { endRehearsal } from '#src/migration/end-rehearsal.ts';
import type { Ports } from '#src/migration/ports.ts';
import { quarantine } from '#src/migration/quarantine.ts';
import { rollBack } from '#src/migration/roll-back.ts';
import { rollbackRequestSchema } from '#src/migration/rollback-request.ts';
import { type RunRef, runRefSchema } from '#src/run-ref.ts';

/** EventBridge's word that an execution of rollback-tenant, or a failed one of soak-tenant, ended by itself. */
const lostRollback = z
  .object({ 'detail-type': z.string(), detail: z.object({ executionArn: z.string(), status: z.string() }) })
  .transform(({ detail }) => ({ step: 'lost' as const, execution: detail.executionArn, status: detail.status }));

export const rollbackInput = z.union([
  z.strictObject({ step: z.literal('rollBack'), request: rollbackRequestSchema, execution: z.string() }),
  /** Ends a rehearsal; `reason` says why it was held on its way, null that it went through. */
  z.strictObject({ step: z.literal('discard'), run: runRefSchema, reason: z.string().nullable() }),
  z.strictObject({ step: z.literal('quarantine'), tenant: z.string(), reason: z.string() }),
  lostRollback,
]);

/** Undoes a run, or, where undoing failed or was lost, takes the tenant out of all automatic work. */
export async function rollbackStep(input: z.infer<typeof rollbackInput>, ports: Ports) {
  switch (input.step) {
    case 'rollBack':
      return await rollBack(input.request, input.execution, ports);
    case 'discard':
      return await discard(input, ports);
    case 'quarantine':
      return await quarantine(input, ports);
    case 'lost':
      return await quarantineLost(input, ports);
  }
}

async function discard({ run, reason }: { readonly run: RunRef; readonly reason: string | null }, ports: Ports) {
  return await endRehearsal(run, reason === null ? { outcome: 'Rehearsed' } : { outcome: 'Held', reason }, ports);
}

/** Only the tenant whose rollback was lost is touched: the one whose claim that execution holds. */
async function quarantineLost({ execution, status }: { execution: string; status: string }, ports: Ports) {
  const records = await ports.tracking.listRecords();
  const lost = records.find(({ claim }) => claim?.execution === execution);
  if (!lost) return { outcome: 'NothingToQuarantine' as const, reason: 'the execution held no tenant' };
  return await quarantine(
    { tenant: lost.tenant, reason: `the execution that held it ended ${status} by itself` },
    ports,
  );
}
