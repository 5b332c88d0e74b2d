import type { Clock } from '#src/clock.ts';
import {
  AccessRefused,
  BackendThrottled,
  BackendUnavailable,
  type MigrationError,
  SecretsUnreadable,
  SnapshotUnreadable,
  StackNotFound,
} from '#src/errors.ts';
import { refusalSchema } from '#src/pulumi/source/cloud-shapes.ts';
import { formatStackRef, type StackRef } from '#src/stack-ref.ts';

export interface CloudOptions {
  /** Base of the API, as `https://api.pulumi.com`. */
  readonly url: string;
  readonly token: string;
  readonly clock: Clock;
}

const TRIES = 4;
const LONGEST_WAIT_SECONDS = 30;
const TIMEOUT_MILLISECONDS = 60_000;

/** Sends requests to Pulumi Cloud as its CLI does: the same headers, the same patience. The token is in no error. */
export class CloudRequests {
  readonly #options: CloudOptions;

  constructor(options: CloudOptions) {
    this.#options = options;
  }

  /** GET, or POST of a gzipped body; both may be repeated, because nothing here writes. */
  async json(stack: StackRef, path: string, gzipped?: Uint8Array): Promise<unknown> {
    const bytes = await this.bytes(stack, path, gzipped);
    try {
      return JSON.parse(Buffer.from(bytes).toString('utf8'));
    } catch (error) {
      throw new SnapshotUnreadable({
        subject: formatStackRef(stack),
        found: 'the source answered with something that is not JSON',
        next: 'check that the source URL is the API and not the console',
        cause: error,
      });
    }
  }

  async bytes(stack: StackRef, path: string, gzipped?: Uint8Array): Promise<Uint8Array> {
    const subject = formatStackRef(stack);
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#send(path, gzipped).catch((error: unknown) => unreachable(subject, error));
      if (answer instanceof Response && answer.ok) return new Uint8Array(await answer.arrayBuffer());
      const failure = answer instanceof Response ? await refusal(answer, subject) : answer;
      const mayHelp = failure instanceof BackendThrottled || failure instanceof BackendUnavailable;
      if (!mayHelp || attempt === TRIES) throw failure;
      await this.#options.clock.sleep(1000 * waitSeconds(attempt, answer));
    }
  }

  async #send(path: string, gzipped?: Uint8Array): Promise<Response> {
    const { url, token } = this.#options;
    const headers = {
      Authorization: `token ${token}`,
      Accept: 'application/vnd.pulumi+9',
      'Content-Type': 'application/json',
      'User-Agent': 'stackferry',
    };
    const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
    if (!gzipped) return await fetch(`${url}${path}`, { headers, signal });
    const body = new Blob([Uint8Array.from(gzipped)]);
    return await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { ...headers, 'Content-Encoding': 'gzip' },
      body,
      signal,
    });
  }
}

/** 1, 2, 4 seconds, and what the service asks for on top, as the CLI waits. */
function waitSeconds(attempt: number, answer: unknown): number {
  const asked = answer instanceof Response ? Number(answer.headers.get('Retry-After') ?? 0) : 0;
  const patience = Number.isFinite(asked) ? Math.min(Math.max(asked, 0), LONGEST_WAIT_SECONDS) : 0;
  return 2 ** (attempt - 1) + patience;
}

function unreachable(subject: string, cause: unknown): BackendUnavailable {
  const next = 'check the source URL and the network; the step is retried';
  return new BackendUnavailable({ subject, found: 'the source did not answer', next, cause });
}

async function refusal(response: Response, subject: string): Promise<MigrationError> {
  const { status } = response;
  const said = await wordsOf(response);
  if (status === 401 || status === 403) {
    const next = 'give the source token the permission Stack Read, or renew it';
    return new AccessRefused({ subject, found: `the source refused the token (${status})`, next });
  }
  if (status === 404) {
    const next = 'correct the name: organization/project/stack';
    return new StackNotFound({ subject, found: 'the source knows no such stack or version', next });
  }
  if (status === 429) {
    const found = 'the source asks for fewer requests';
    return new BackendThrottled({ subject, found, next: 'wait; the step is retried' });
  }
  if (status === 400 && /ciphertext|authentication failed/.test(said)) {
    const found = 'a secret is not of this stack’s key';
    return new SecretsUnreadable({ subject, found, next: 'find the secret that was copied from another stack' });
  }
  return new BackendUnavailable({ subject, found: `the source answered ${status}`, next: 'wait; the step is retried' });
}

async function wordsOf(response: Response): Promise<string> {
  const text = await response.text().catch(() => '');
  try {
    return refusalSchema.parse(JSON.parse(text)).message;
  } catch {
    return text.slice(0, 200);
  }
}
