import { z } from 'zod';
import { noteSchema } from '#src/tracking/journal.ts';

const memberSchema = z.strictObject({
  tenant: z.string(),
  /** Where the tenant's record stood when the wave claimed it: what differs later was started. */
  attempt: z.int().nonnegative(),
  executions: z.int().nonnegative(),
});

const resultSchema = z.strictObject({
  tenant: z.string(),
  /** What migrate-tenant ended with, or `Held` and `Failed` where it did not get that far. */
  outcome: z.string(),
  reason: z.string().optional(),
});

/** Tenants that move together. */
export const waveSchema = z.strictObject({
  wave: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/),
  group: z.string(),
  /** The execution of run-wave that claimed it. */
  execution: z.string(),
  /** `held`: ended before all its tenants began; it may be claimed again. */
  status: z.enum(['running', 'held', 'ended']),
  startedAt: z.iso.datetime(),
  members: z.array(memberSchema),
  /** Empty until it ends. */
  results: z.array(resultSchema),
  /** How many tenants came to each outcome. */
  tally: z.record(z.string(), z.int().nonnegative()),
  /** What happened to it, oldest first; only ever added to. */
  notes: z.array(noteSchema),
  version: z.int().nonnegative(),
});

export type Wave = z.infer<typeof waveSchema>;
export type WaveMember = Wave['members'][number];
export type WaveResult = Wave['results'][number];

/** How many tenants of a region group may move at once, and which do. */
export const slotsSchema = z.strictObject({
  group: z.string(),
  limit: z.int().nonnegative(),
  holders: z.array(z.strictObject({ tenant: z.string(), wave: z.string(), at: z.iso.datetime() })),
  /** Asked and found none free; how many they are decides how often each asks again. */
  waiting: z.array(z.string()),
  version: z.int().nonnegative(),
});

export type Slots = z.infer<typeof slotsSchema>;
