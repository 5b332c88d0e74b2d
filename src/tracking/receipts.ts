import { z } from 'zod';
import { runRefSchema } from '#src/run-ref.ts';

const vaultPointer = z.strictObject({
  key: z.string(),
  versionId: z.string(),
  sha256: z.string(),
  size: z.int().nonnegative(),
});

const targetObject = z.strictObject({ key: z.string(), versionId: z.string(), sha256: z.string() });

const finding = z.strictObject({
  id: z.string(),
  severity: z.enum(['blocking', 'notice']),
  subject: z.string(),
  found: z.string(),
  next: z.string(),
});

/** What an open receipt holds is known before the step's first write; what a closed one adds came of it. */
function receiptOf<Step extends string, Open extends z.ZodRawShape, Closed extends z.ZodRawShape>(
  step: Step,
  open: Open,
  closed: Closed,
) {
  const head = { step: z.literal(step), run: runRefSchema, openedAt: z.iso.datetime() };
  return z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('open'), ...head, ...open }),
    z.strictObject({ kind: z.literal('closed'), ...head, ...open, ...closed, closedAt: z.iso.datetime() }),
  ]);
}

/** One receipt per run and step. */
export const receiptSchemas = {
  backup: receiptOf(
    'backup',
    {},
    {
      manifest: vaultPointer,
      /** Health and identity of every object before the migration. */
      baseline: vaultPointer,
      counts: z.record(z.string(), z.int().nonnegative()),
      /** What could not be archived, in words. */
      gaps: z.array(z.string()),
    },
  ),
  export: receiptOf(
    'export',
    {
      sourceVersion: z.int().nonnegative(),
      /** `awskms://…`: as the state will name it. */
      secretsUrl: z.string(),
      /** The stack's data key, wrapped by KMS; here before its first use. */
      encryptedKey: z.string(),
    },
    {
      /** The re-encrypted deployment. */
      snapshot: vaultPointer,
      /** Tags, history and config that travel with it. */
      companion: vaultPointer,
      digest: z.string(),
      resources: z.int().nonnegative(),
      secrets: z.int().nonnegative(),
      bytes: z.int().nonnegative(),
    },
  ),
  import: receiptOf(
    'import',
    {
      /** Of lock, tags and checkpoint. */
      keys: z.array(z.string()),
      /** Moments that make the keys of history records: thousands of whole keys would not fit one item of the table. */
      history: z.array(z.string()),
    },
    { checkpoint: targetObject, digest: z.string() },
  ),
  validate: receiptOf('validate', {}, { verdict: vaultPointer }),
  cutover: receiptOf(
    'cutover',
    { sourceVersion: z.int().nonnegative(), checkpointVersionId: z.string() },
    { flippedAt: z.iso.datetime() },
  ),
  rollback: receiptOf(
    'rollback',
    { reason: z.string(), wasActive: z.enum(['source', 'target']) },
    { deleted: z.int().nonnegative() },
  ),
  /** Spans a whole rehearsal: opened with its claim, closed when its scratch is gone and its evidence kept. */
  rehearsal: receiptOf(
    'rehearsal',
    {
      /** What preflight found. */
      findings: z.array(finding),
      /** When preflight had looked at everything. */
      checkedAt: z.iso.datetime().optional(),
      /** Why it is taken back, where it is. */
      reason: z.string().optional(),
    },
    { outcome: z.enum(['Rehearsed', 'Held', 'RolledBack']), evidence: vaultPointer, deleted: z.int().nonnegative() },
  ),
} as const;

export type StepName = keyof typeof receiptSchemas;
export type ReceiptOf<Step extends StepName> = z.infer<(typeof receiptSchemas)[Step]>;
export type ClosedReceipt<Step extends StepName> = Extract<ReceiptOf<Step>, { kind: 'closed' }>;
export type Receipt = ReceiptOf<StepName>;
