import { z } from 'zod';

const statementSchema = z.looseObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});

type Statement = z.infer<typeof statementSchema>;

const documentSchema = z.looseObject({
  Statement: z.union([z.array(statementSchema), statementSchema.transform((one) => [one])]),
});

/** A policy as programs declare it: as text, or as the object of that text. */
export const policyProperty = z
  .union([z.string().transform((text): unknown => JSON.parse(text)), z.record(z.string(), z.unknown())])
  .pipe(documentSchema);

export type PolicyDocument = z.infer<typeof documentSchema>;

/** Condition keys the emulator never sets, so that a statement with one of them would never match. */
const UNKNOWN_KEY = /^kms:(encryptioncontext|viaservice|grantisforawsresource|calleraccount)/i;

/** Refusals that would refuse everything: all traffic is plain HTTP here, and the emulator does not resolve the key of a put. */
const MISLEADING_REFUSAL = /^(aws:securetransport|s3:x-amz-server-side-encryption-aws-kms-key-id)$/i;

/**
 * The text of a policy as the emulator can evaluate it: without conditions on keys it does not know, and without
 * refusals it would misread. What the real policy says is the infrastructure tests' business.
 */
export function localPolicy(document: PolicyDocument, note: (text: string) => void): string {
  const statements = document.Statement.filter((statement) => {
    const misleading = misleadingKey(statement);
    if (misleading !== undefined) note(`dropped a refusal on ${misleading} from a policy`);
    return misleading === undefined;
  });
  return JSON.stringify({ ...document, Statement: statements.map((statement) => withoutUnknownKeys(statement, note)) });
}

function misleadingKey({ Effect, Condition }: Statement): string | undefined {
  if (Effect !== 'Deny') return undefined;
  const keys = Object.values(Condition ?? {}).flatMap((block) => Object.keys(block));
  return keys.find((key) => MISLEADING_REFUSAL.test(key));
}

const isUnknown = (key: string) => UNKNOWN_KEY.test(key);

function withoutUnknownKeys(statement: Statement, note: (text: string) => void): Statement {
  const { Condition, ...rest } = statement;
  if (Condition === undefined) return statement;
  const blocks = Object.entries(Condition).map(([operator, block]) => {
    for (const key of Object.keys(block).filter(isUnknown)) note(`dropped a condition on ${key} from a policy`);
    return [operator, Object.fromEntries(Object.entries(block).filter(([key]) => !isUnknown(key)))] as const;
  });
  const kept = blocks.filter(([, block]) => Object.keys(block).length > 0);
  return kept.length === 0 ? rest : { ...rest, Condition: Object.fromEntries(kept) };
}
