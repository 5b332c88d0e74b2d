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
const SHORTEST_PAUSE_MS = 50;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;
const TRANSIENT = new Set([429, 500, 502, 503, 504]);

/** One GET, repeated while waiting may help. Every other status (200, 404, 410 …) is the caller's to judge. */
export async function getPatiently(order: GetOrder, ports: GetPorts): Promise<RawResponse> {
  const { tokens, patience } = ports;
  let isRenewed = false;
  let waitedMs = 0;
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await tryOnce(order, ports);
    if (outcome.kind === 'answered') return outcome.answer;
    if (outcome.kind === 'unknownToken' && !isRenewed) {
      isRenewed = true;
      await tokens.renew();
      continue;
    }
    if (outcome.kind !== 'later') throw refused(order, outcome);
    const pauseMs = pauseAfter(outcome.askedMs, attempt, patience.random);
    waitedMs += pauseMs;
    if (waitedMs > PATIENCE_MS) throw unavailable(order, outcome);
    await patience.clock.sleep(pauseMs);
  }
}

/** What one request came to: an answer for the caller, a reason to wait, or a refusal. */
type Outcome =
  | { readonly kind: 'answered'; readonly answer: RawResponse }
  | { readonly kind: 'later'; readonly last: string; readonly askedMs?: number | undefined; readonly cause?: unknown }
  | { readonly kind: 'unknownToken' }
  | { readonly kind: 'forbidden'; readonly message: string }
  | { readonly kind: 'unproven'; readonly code: string; readonly cause: unknown };

type Refusal = Exclude<Outcome, { readonly kind: 'answered' | 'later' }>;

async function tryOnce({ path, accept }: GetOrder, { send, tokens }: GetPorts): Promise<Outcome> {
  const authorization = `Bearer ${await tokens.current()}`;
  try {
    return judge(await send(path, { authorization, accept }));
  } catch (cause) {
    const code = codeOf(cause);
    return NETWORK_CODES.test(code) ? { kind: 'later', last: code, cause } : { kind: 'unproven', code, cause };
  }
}

function judge(answer: RawResponse): Outcome {
  if (answer.status === 401) return { kind: 'unknownToken' };
  if (answer.status === 403) return { kind: 'forbidden', message: readMessage(answer) };
  if (!TRANSIENT.has(answer.status)) return { kind: 'answered', answer };
  return { kind: 'later', last: `${answer.status}: ${readMessage(answer)}`, askedMs: readRetryAfterMs(answer) };
}

const NETWORK_CODES =
  /^(ECONN|ETIMEDOUT$|ENOTFOUND$|EAI_AGAIN$|EPIPE$|EHOSTUNREACH$|ENETUNREACH$|EPROTO$|ERR_SSL_|HPE_|ABORT_ERR$|AbortError$|TimeoutError$)/;

/** Node names network failures by code; what it says of certificates has codes of its own. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'name' in error ? String(error.name) : 'unknown';
}

/** Retry-After is a floor, jitter comes on top; without it full jitter under a doubling cap. */
function pauseAfter(askedMs: number | undefined, attempt: number, random: () => number): number {
  if (askedMs !== undefined) return askedMs + Math.round(random() * 1000);
  const cap = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
  return Math.max(SHORTEST_PAUSE_MS, Math.round(random() * cap));
}

function unavailable(order: GetOrder, { last, cause }: Extract<Outcome, { kind: 'later' }>): ClusterUnavailable {
  return new ClusterUnavailable({
    subject: `cluster ${order.cluster}`,
    found: `${actOf(order)} was not answered in ${PATIENCE_MS / 1000} seconds of retries (last: ${last})`,
    next: 'look at the API server; the step is retried',
    cause,
  });
}

function refused(order: GetOrder, refusal: Refusal): AccessRefused {
  const subject = `cluster ${order.cluster}`;
  if (refusal.kind === 'unproven') {
    return new AccessRefused({
      subject,
      found: `what answers does not prove to be this cluster (${refusal.code}), so it was sent nothing`,
      next: 'compare endpoint and certificate authority with what EKS says',
      cause: refusal.cause,
    });
  }
  const isForbidden = refusal.kind === 'forbidden';
  const why = isForbidden ? ` (403): ${refusal.message}` : ': the cluster does not know our role (401)';
  return new AccessRefused({
    subject,
    found: `${actOf(order)} was refused${why}`,
    next: isForbidden
      ? 'bind the read role to the group of the function’s access entry'
      : 'create an access entry for the function’s role in this cluster',
  });
}

/** The verb as RBAC knows it. Queries are left out: they hold nothing a reader needs. */
function actOf({ path }: GetOrder): string {
  const [plain = path, query = ''] = path.split('?');
  return `${query.includes('limit=') ? 'list' : 'get'} ${plain}`;
}
