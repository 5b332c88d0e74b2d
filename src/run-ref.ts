import { z } from 'zod';

export const runRefSchema = z.strictObject({ tenant: z.string().min(1), attempt: z.int().positive() });

/** One try at moving one tenant, counted from 1. Keys of everything the try writes are made from it. */
export type RunRef = Readonly<z.infer<typeof runRefSchema>>;

/** `acme-prod-2`: unique over all runs, short enough for an execution's name. */
export function formatRun({ tenant, attempt }: RunRef): string {
  return `${tenant}-${attempt}`;
}
