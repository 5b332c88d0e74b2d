import { z } from 'zod';

/** Unix seconds, as far as a date reaches. */
const unixSeconds = z.number().nonnegative().max(8_640_000_000_000);

/** What Pulumi Cloud answers, as far as we read it. Fields unknown here are left alone: the service adds some any time. */
export const descriptionSchema = z.looseObject({
  version: z.int().nonnegative().default(0),
  currentOperation: z.looseObject({ kind: z.string(), author: z.string(), started: unixSeconds }).nullish(),
  tags: z.record(z.string(), z.string()).nullish(),
  config: z.looseObject({ environment: z.unknown() }).nullish(),
});

export const stackListSchema = z.looseObject({
  stacks: z.array(z.looseObject({ orgName: z.string(), projectName: z.string(), stackName: z.string() })),
  continuationToken: z.string().nullish(),
});

/** Base64 of a ciphertext to base64 of its plaintext. */
export const batchDecryptSchema = z.looseObject({
  plaintexts: z.record(z.string(), z.base64()).transform((found) => new Map(Object.entries(found))),
});

const configValueSchema = z
  .looseObject({
    string: z.string().default(''),
    secret: z.boolean().default(false),
    object: z.boolean().default(false),
  })
  .transform(({ string: text, secret: isSecret, object: isObject }) => ({ text, isSecret, isObject }));

export const historySchema = z.looseObject({
  updates: z.array(
    z.looseObject({
      kind: z.string(),
      version: z.int().default(0),
      startTime: unixSeconds,
      endTime: unixSeconds.default(0),
      message: z.string().default(''),
      result: z.string(),
      environment: z
        .record(z.string(), z.string())
        .nullish()
        .transform((found) => found ?? {}),
      resourceChanges: z
        .record(z.string(), z.number())
        .nullish()
        .transform((found) => found ?? {}),
      config: z
        .record(z.string(), configValueSchema)
        .nullish()
        .transform((found) => found ?? {}),
    }),
  ),
});

export const refusalSchema = z.looseObject({ message: z.string().default('') });
