import { z } from 'zod';
import type { Ports } from '#src/migration/ports.ts';
import { preflight } from '#src/migration/preflight.ts';
import { proveRollback } from '#src/migration/prove-rollback.ts';
import { proveRehearsalRolledBack } from '#src/migration/roll-back-rehearsal.ts';
import { validate } from '#src/migration/validate.ts';
import { runRefSchema } from '#src/run-ref.ts';

/** The three moments at which a tenant is looked at: before the first write, after the import, after a rollback. */
export const validateInput = z.discriminatedUnion('step', [
  z.strictObject({
    step: z.literal('preflight'),
    tenant: z.string(),
    group: z.string(),
    execution: z.string(),
    mode: z.enum(['move', 'rehearse']).default('move'),
  }),
  z.strictObject({ step: z.literal('validate'), run: runRefSchema }),
  z.strictObject({ step: z.literal('rollback'), run: runRefSchema, deleted: z.int().nonnegative() }),
]);

export async function validateStep(input: z.infer<typeof validateInput>, ports: Ports) {
  switch (input.step) {
    case 'preflight':
      return await preflight(input, ports);
    case 'validate':
      return await validate(input.run, ports);
    case 'rollback':
      if (input.run.mode === 'rehearse') return await proveRehearsalRolledBack(input.run, ports);
      return await proveRollback(input.run, input.deleted, ports);
  }
}
