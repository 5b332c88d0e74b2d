import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { z } from 'zod';
import { ContractViolated, MigrationError } from '#src/errors.ts';
import { formatRun, runRefSchema } from '#src/run-ref.ts';

const logger = new Logger({ serviceName: 'stackferry' });
const metrics = new Metrics({ namespace: 'stackferry', serviceName: 'stackferry' });

/**
 * Makes a Lambda handler of a step: parses the input before the step sees it, logs its beginning and its end with run,
 * tenant and step, counts and times outcomes, and lets whatever is thrown leave as it is.
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
      const elapsedSeconds = stopwatch();
      logger.appendKeys({ step: name, ...identify(event) });
      try {
        const input = parseInput(name, schema, event);
        logger.appendKeys({ step: labelOf(name, input) });
        logger.info('step begins');
        const output = await work(input, context);
        end('StepEnded', { label: labelOf(name, input), outcome: output.outcome, seconds: elapsedSeconds() });
        return output;
      } catch (error) {
        const label = labelOf(name, schema.safeParse(event).data);
        end('StepFailed', { label, seconds: elapsedSeconds(), ...describe(error) });
        throw leavable(error);
      }
    });
}

interface End {
  /** Which step it was. */
  readonly label: string;
  /** The decision the step came to, or the name of what it threw. */
  readonly outcome: string;
  readonly seconds: number;
  /** What a failure of ours says. */
  readonly said?: string;
}

/** Never a tenant among the dimensions: each value would be a metric of its own, for ever. */
function end(metric: 'StepEnded' | 'StepFailed', { label, outcome, seconds, said }: End): void {
  metrics.addDimensions({ step: label, outcome });
  metrics.addMetric(metric, 'Count', 1);
  metrics.addMetric('StepSeconds', 'Seconds', seconds);
  const line = { outcome, durationMs: Math.round(seconds * 1000), ...(said === undefined ? {} : { said }) };
  if (metric === 'StepEnded') logger.info('step ends', line);
  else logger.error('step fails', { ...line, error: outcome });
}

function stopwatch(): () => number {
  const began = performance.now();
  return () => (performance.now() - began) / 1000;
}

/** A handler that has several steps is told which in its input. */
function labelOf(name: string, input: unknown): string {
  const { data } = z.object({ step: z.string() }).safeParse(input);
  return data?.step ?? name;
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
  group: z.string().optional(),
  wave: z.string().optional(),
  run: runRefSchema.optional().catch(undefined),
  request: z.object({ tenant: z.string() }).optional().catch(undefined),
});

/** On every line of the log, also where the input is not what it should be. Fields that are not there leave no trace. */
function identify(event: unknown): Readonly<Record<string, string | number | undefined>> {
  const { data } = identitySchema.safeParse(event);
  const { run } = data ?? {};
  return {
    tenant: run?.tenant ?? data?.tenant ?? data?.request?.tenant,
    run: run && formatRun(run),
    attempt: run?.attempt,
    group: data?.group,
    wave: data?.wave,
  };
}

/** Only our own errors are free of state and secrets in their text; of others the name is enough to find the cause. */
function describe(error: unknown): Pick<End, 'outcome' | 'said'> {
  if (error instanceof MigrationError) return { outcome: error.name, said: error.message };
  return { outcome: error instanceof Error ? error.name : 'unknown' };
}

/** A foreign error's text may quote what it was given, a state or a secret, so its name and the places it passed are all that leaves. */
function leavable(error: unknown): unknown {
  if (error instanceof MigrationError) return error;
  const bare = new Error('an unexpected failure; its text stays inside, because it may quote a state');
  bare.name = error instanceof Error ? error.name : 'Unexpected';
  const places = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  bare.stack = [`${bare.name}: ${bare.message}`, ...places].join('\n');
  return bare;
}
