import { z } from 'zod';

const objectSchema = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    uid: z.string().default(''),
    resourceVersion: z.string().default(''),
    generation: z.int().optional(),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
  spec: z.unknown().optional(),
  status: z.unknown().optional(),
});

/** The parts of an object that inventory and health read. Never written back: the archive keeps the bytes. */
export type ClusterObject = z.infer<typeof objectSchema>;

export function parseObject(raw: Uint8Array): ClusterObject {
  return objectSchema.parse(JSON.parse(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('utf8')));
}

const conditionSchema = z.looseObject({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  observedGeneration: z.int().optional(),
});

export type Condition = z.infer<typeof conditionSchema>;

const statusSchema = z.looseObject({
  conditions: z.array(conditionSchema).default([]),
  observedGeneration: z.int().optional(),
});

/** A status of another shape reads as having no conditions. */
export function readConditions({ status }: ClusterObject): readonly Condition[] {
  return statusSchema.safeParse(status).data?.conditions ?? [];
}

export function readObservedGeneration({ status }: ClusterObject): number | undefined {
  return statusSchema.safeParse(status).data?.observedGeneration;
}

export function findCondition(conditions: readonly Condition[], type: string): Condition | undefined {
  return conditions.find((condition) => condition.type === type);
}
