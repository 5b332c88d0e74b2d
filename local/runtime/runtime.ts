import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { callRuntimeApi } from '#local/runtime/call-runtime-api.ts';
import { runInvocation } from '#local/runtime/run-invocation.ts';

/**
 * Runs a handler the way Lambda's own Node runtime does, with error names as they were thrown. The emulator's Node
 * runtime reports every error as `Runtime.HandlerError`, which no Retry or Catch by name would match.
 * Contract: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
const environment = process.env;
const api = environment['AWS_LAMBDA_RUNTIME_API'] ?? '';
const [file = '', exported = ''] = (environment['_HANDLER'] ?? '').split('.');

const handler = await loadHandler();
for (;;) await runInvocation({ api, handler, environment });

async function loadHandler(): Promise<(event: unknown, context: unknown) => unknown> {
  try {
    const module: Record<string, unknown> = await import(
      pathToFileURL(join(environment['LAMBDA_TASK_ROOT'] ?? '.', `${file}.mjs`)).href
    );
    const found = module[exported];
    if (typeof found !== 'function') throw new TypeError(`${file}.mjs exports no function named ${exported}`);
    return (event, context) => Reflect.apply(found, undefined, [event, context]);
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    const body = JSON.stringify({ errorType: name, errorMessage: message, trace: [] });
    await callRuntimeApi(api, { method: 'POST', path: '/runtime/init/error', body });
    return process.exit(1);
  }
}
