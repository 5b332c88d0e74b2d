import { z } from 'zod';

export const runRefSchema = z.strictObject({
  tenant: z.string().min(1),
  attempt: z.int().positive(),
  /** A rehearsal goes everywhere a run goes, but for cut-over; rehearsals are counted by themselves. */
  mode: z.literal('rehearse').optional(),
});

/** One try at moving one tenant, counted from 1, or one rehearsal of it. Keys of everything the try writes are made from it. */
export type RunRef = Readonly<z.infer<typeof runRefSchema>>;

/** `acme-prod-2`, or `acme-prod-r2` for a rehearsal: unique over all runs, short enough for an execution's name. */
export function formatRun(run: RunRef): string {
  return `${run.tenant}-${formatAttempt(run)}`;
}

/** `2`, or `r2` for a rehearsal: the run's place among those of its tenant. `digits` pads it for stores that sort by it. */
export function formatAttempt({ attempt, mode }: Omit<RunRef, 'tenant'>, { digits = 1 } = {}): string {
  return `${mode === 'rehearse' ? 'r' : ''}${String(attempt).padStart(digits, '0')}`;
}
