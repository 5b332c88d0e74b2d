import { z } from 'zod';
import type { RunRef } from '#src/run-ref.ts';

/** Who asks for the way back, and why. `lost` is the execution that failed: only its own claim is undone. */
export const rollbackRequestSchema = z.strictObject({
  tenant: z.string(),
  reason: z.string(),
  lost: z.string().optional(),
});

export type RollbackRequest = z.infer<typeof rollbackRequestSchema>;

export type RollbackOutcome =
  | { readonly outcome: 'Undone'; readonly run: RunRef; readonly deleted: number }
  | { readonly outcome: 'AlreadyClaimed' | 'NothingToRollBack'; readonly reason: string };
