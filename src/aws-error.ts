/** What the AWS SDK tells about a failed call, or undefined when the error is not its own. */
export interface AwsFailure {
  readonly name: string;
  readonly status: number | undefined;
}

export function readAwsFailure(error: unknown): AwsFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? Number(metadata.httpStatusCode)
      : undefined;
  return status === undefined && !isNetworkError(error) ? undefined : { name: error.name, status };
}

/** True when waiting may help: throttled, overloaded, or not answered at all. */
export function isTransient({ name, status }: AwsFailure): boolean {
  return status === undefined || status >= 500 || status === 429 || THROTTLED.test(name);
}

export function isRefused({ name, status }: AwsFailure): boolean {
  return status === 401 || status === 403 || REFUSED.test(name);
}

const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|ProvisionedThroughputExceeded/;
const REFUSED = /AccessDenied|NotAuthorized|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|ExpiredToken/;
const NETWORK_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', 'EPIPE', 'EAI_AGAIN']);

function isNetworkError(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  return NETWORK_CODES.has(code) || error.name === 'TimeoutError';
}
