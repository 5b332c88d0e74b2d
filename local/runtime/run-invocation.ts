import { callRuntimeApi, type RuntimeAnswer } from '#local/runtime/call-runtime-api.ts';

export interface Invocation {
  readonly api: string;
  readonly handler: (event: unknown, context: unknown) => unknown;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Waits for one event, gives it to the handler and reports what came of it. */
export async function runInvocation({ api, handler, environment }: Invocation): Promise<void> {
  const next = await callRuntimeApi(api, { method: 'GET', path: '/runtime/invocation/next' });
  const context = contextOf(next, environment);
  const path = `/runtime/invocation/${context.awsRequestId}`;
  try {
    const result = await handler(JSON.parse(next.body), context);
    await callRuntimeApi(api, { method: 'POST', path: `${path}/response`, body: JSON.stringify(result ?? null) });
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    const trace = (stack ?? '').split('\n');
    await callRuntimeApi(api, {
      method: 'POST',
      path: `${path}/error`,
      body: JSON.stringify({ errorType: name, errorMessage: message, trace }),
      headers: { 'Lambda-Runtime-Function-Error-Type': name },
    });
  }
}

/** The members of Lambda's context that middleware and handlers read. */
function contextOf({ headers }: RuntimeAnswer, environment: Invocation['environment']) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    awsRequestId: String(headers['lambda-runtime-aws-request-id']),
    invokedFunctionArn: String(headers['lambda-runtime-invoked-function-arn']),
    functionName: environment['AWS_LAMBDA_FUNCTION_NAME'] ?? '',
    functionVersion: environment['AWS_LAMBDA_FUNCTION_VERSION'] ?? '$LATEST',
    memoryLimitInMB: environment['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'] ?? '',
    logGroupName: environment['AWS_LAMBDA_LOG_GROUP_NAME'] ?? '',
    logStreamName: environment['AWS_LAMBDA_LOG_STREAM_NAME'] ?? '',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}
