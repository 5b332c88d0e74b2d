import { z } from 'zod';

const vaultPointer = z.strictObject({
  key: z.string(),
  versionId: z.string(),
  sha256: z.string(),
  size: z.int().nonnegative(),
});

const targetObject = z.strictObject({ key: z.string(), versionId: z.string(), sha256: z.string() });

const run = z.strictObject({ tenant: z.string(), attempt: z.int().positive() });

/** What an open receipt holds is known before the step's first write; what a closed one adds came of it. */
function receiptOf<Step extends string, Open extends z.ZodRawShape, Closed extends z.ZodRawShape>(
  step: Step,
  open: Open,
  closed: Closed,
) {
  const head = { step: z.literal(step), run, openedAt: z.iso.datetime() };
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
    { keys: z.array(z.string()) },
    { objects: z.array(targetObject), checkpoint: targetObject, digest: z.string() },
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
} as const;

export type StepName = keyof typeof receiptSchemas;
export type ReceiptOf<Step extends StepName> = z.infer<(typeof receiptSchemas)[Step]>;
export type ClosedReceipt<Step extends StepName> = Extract<ReceiptOf<Step>, { kind: 'closed' }>;
export type Receipt = ReceiptOf<StepName>;
