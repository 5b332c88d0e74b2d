import type * as pulumi from '@pulumi/pulumi';
import { z } from 'zod';

/** Begins every physical name, so that two deployments fit into one account. */
export const prefix = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,19}$/, 'must be at most 20 lower-case letters, digits and hyphens')
  .default('stackferry');

/** SNS topics that alarms are sent to; without one the alarms only show. */
export const topicArns = z.array(z.string().startsWith('arn:')).default([]);

/** Reads the settings a schema names: JSON where they are not plain text. Throws with every wrong one named. */
export function parseConfig<Shape extends z.ZodRawShape>(schema: z.ZodObject<Shape>, config: pulumi.Config) {
  const entries = Object.keys(schema.shape).flatMap((key) => {
    const text = config.get(key);
    return text === undefined ? [] : [[key, parseSetting(text)] as const];
  });
  const parsed = schema.safeParse(Object.fromEntries(entries));
  if (parsed.success) return parsed.data;
  throw new Error(`Configuration of ${config.name} is wrong:\n${z.prettifyError(parsed.error)}`);
}

function parseSetting(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
