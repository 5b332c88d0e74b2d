import type { Clock } from '#src/clock.ts';
import { AccessRefused, ClusterUnavailable } from '#src/errors.ts';
import type { RawResponse } from '#src/kubernetes/cluster.ts';
import { readMessage, readRetryAfterMs } from '#src/kubernetes/status.ts';
import type { TokenSource } from '#src/kubernetes/token.ts';
import type { Transport } from '#src/kubernetes/transport.ts';

export interface GetOrder {
  readonly cluster: string;
  readonly path: string;
  readonly accept: string;
}

export interface GetPorts {
  readonly send: Transport;
  readonly tokens: TokenSource;
  readonly patience: { readonly clock: Clock; readonly random: () => number };
}

/** All waiting for one answer together; a dead conversion webhook answers 429 for ever. */
const PATIENCE_MS = 90_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;
const TRANSIENT = new Set([429, 500, 502, 503, 504]);

/** One GET, repeated while waiting may help. Every other status (200, 404, 410 …) is the caller's to judge. */
export async function getPatiently(order: GetOrder, { send, tokens, patience }: GetPorts): Promise<RawResponse> {
  let token = await tokens.current();
  let waitedMs = 0;
  let isRenewed = false;
  for (let attempt = 0; ; attempt += 1) {
    const answer = await send(order.path, { authorization: `Bearer ${token}`, accept: order.accept }).catch(asError);
    if (!(answer instanceof Error)) {
      if (answer.status === 401 && !isRenewed) {
        isRenewed = true;
        token = await tokens.renew();
        continue;
      }
      if (answer.status === 401 || answer.status === 403) throw refused(order, answer);
      if (!TRANSIENT.has(answer.status)) return answer;
    } else if (!isNetworkFailure(answer)) {
      throw unproven(order, answer);
    }
    const pauseMs = pauseAfter(answer, attempt, patience.random);
    waitedMs += pauseMs;
    if (waitedMs > PATIENCE_MS) throw unavailable(order, answer);
    await patience.clock.sleep(pauseMs);
    token = await tokens.current();
  }
}

/** Retry-After is a floor, jitter comes on top; without it full jitter under a doubling cap. */
function pauseAfter(answer: RawResponse | Error, attempt: number, random: () => number): number {
  const asked = answer instanceof Error ? undefined : readRetryAfterMs(answer);
  if (asked !== undefined) return asked + Math.round(random() * 1000);
  const cap = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
  return Math.max(50, Math.round(random() * cap));
}

const NETWORK_CODES =
  /^(ECONNRESET|ECONNREFUSED|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EPIPE|EHOSTUNREACH|ENETUNREACH|ABORT_ERR|ERR_SSL_|EPROTO)/;

function isNetworkFailure(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  return NETWORK_CODES.test(code) || error.name === 'TimeoutError' || error.name === 'AbortError';
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function refused(order: GetOrder, answer: RawResponse): AccessRefused {
  const isToken = answer.status === 401;
  return new AccessRefused({
    subject: subjectOf(order),
    found: isToken ? `${actOf(order)} was refused: the cluster does not know our role (401)` : `${actOf(order)} was refused (403): ${readMessage(answer)}`,
    next: isToken
      ? 'create an access entry for the function’s role in this cluster'
      : 'bind the read role of docs/security.md to the function’s access entry',
  });
}

function unavailable(order: GetOrder, answer: RawResponse | Error): ClusterUnavailable {
  const last = answer instanceof Error ? nameOf(answer) : `${answer.status}: ${readMessage(answer)}`;
  return new ClusterUnavailable({
    subject: subjectOf(order),
    found: `${actOf(order)} was not answered in ${PATIENCE_MS / 1000} seconds of retries (last: ${last})`,
    next: 'look at the API server; the step is retried',
    ...(answer instanceof Error ? { cause: answer } : {}),
  });
}

function unproven(order: GetOrder, cause: Error): AccessRefused {
  return new AccessRefused({
    subject: subjectOf(order),
    found: `what answers does not prove to be this cluster (${nameOf(cause)}), so it was sent nothing`,
    next: 'compare endpoint and certificate authority with what EKS says',
    cause,
  });
}

function nameOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.name;
}

function subjectOf({ cluster }: GetOrder): string {
  return `cluster ${cluster}`;
}

/** The verb as RBAC knows it. Queries are left out: they hold nothing a reader needs. */
function actOf({ path }: GetOrder): string {
  const [plain = path, query = ''] = path.split('?');
  return `${query.includes('limit=') ? 'list' : 'get'} ${plain}`;
}
