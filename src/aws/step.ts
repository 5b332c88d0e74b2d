import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { z } from 'zod';
import { ContractViolated, MigrationError } from '#src/errors.ts';

const logger = new Logger({ serviceName: 'stackferry' });
const metrics = new Metrics({ namespace: 'stackferry', serviceName: 'stackferry' });

/**
 * Makes a Lambda handler of a step: parses the input before the step sees it, logs the beginning and the end with run,
 * tenant and step, counts outcomes, and lets whatever is thrown leave as it is.
 */
export function step<Input, Output extends { readonly outcome: string }>(
  name: string,
  schema: z.ZodType<Input>,
  work: (input: Input, context: Context) => Promise<Output>,
) {
  return middy<unknown, Output>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(logMetrics(metrics))
    .handler(async (event, context) => {
      logger.appendKeys({ step: name, ...identify(event) });
      logger.info('step begins');
      try {
        const output = await work(parseInput(name, schema, event), context);
        metrics.addDimension('step', name);
        metrics.addMetric('StepEnded', 'Count', 1);
        logger.info('step ends', { outcome: output.outcome });
        return output;
      } catch (error) {
        logger.error('step fails', describe(error));
        throw error;
      }
    });
}

function parseInput<Input>(name: string, schema: z.ZodType<Input>, event: unknown): Input {
  const parsed = schema.safeParse(event);
  if (parsed.success) return parsed.data;
  throw new ContractViolated({
    subject: `input of ${name}`,
    found: z.prettifyError(parsed.error),
    next: 'start the machine with the input its README shows',
  });
}

const identitySchema = z.object({
  tenant: z.string().optional(),
  run: z.object({ tenant: z.string(), attempt: z.number() }).optional(),
});

function identify(event: unknown): { tenant?: string | undefined; attempt?: number | undefined } {
  const { data } = identitySchema.safeParse(event);
  return { tenant: data?.run?.tenant ?? data?.tenant, attempt: data?.run?.attempt };
}

/** Only our own errors are free of state and secrets in their text; of others the name is enough to find the cause. */
function describe(error: unknown): Record<string, string> {
  if (error instanceof MigrationError) return { error: error.name, message: error.message };
  return { error: error instanceof Error ? error.name : 'unknown' };
}
