import { z } from 'zod';
import type { Clock } from '#src/clock.ts';
import { BackendThrottled, BackendUnavailable, SnapshotUnreadable } from '#src/errors.ts';
import { addressOf, headersOf } from '#src/pulumi/source/cloud-address.ts';
import { refusalOf, unreachable } from '#src/pulumi/source/cloud-refusal.ts';
import { waitMilliseconds } from '#src/pulumi/source/patience.ts';
import { formatStackRef, type StackRef } from '#src/stack-ref.ts';

export interface CloudOptions {
  /** Base of the API, as `https://api.pulumi.com`. */
  readonly url: string;
  readonly token: string;
  readonly clock: Clock;
}

/** One request: a GET, or a POST where there is a body, which must be gzipped JSON. */
export interface CloudRequest {
  readonly stack: StackRef;
  readonly path: string;
  readonly gzipped?: Uint8Array;
}

const TRIES = 4;
/** A state of 85 MB over a slow line takes minutes. */
const TIMEOUT_MILLISECONDS = 240_000;

/** Sends requests to Pulumi Cloud as its CLI does: the same headers, the same patience. The token is in no error. */
export class CloudRequests {
  readonly #options: CloudOptions;

  constructor(options: CloudOptions) {
    this.#options = options;
  }

  /** The answer as the shape it must have; `SnapshotUnreadable` where it has another. */
  async read<Shape>(shape: z.ZodType<Shape>, request: CloudRequest): Promise<Shape> {
    const bytes = await this.bytes(request);
    try {
      return shape.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    } catch (error) {
      throw unexpected(request, error);
    }
  }

  /** Tries again as often as the CLI does; every request here may be repeated, because none of them writes. */
  async bytes(request: CloudRequest): Promise<Uint8Array> {
    const subject = formatStackRef(request.stack);
    const address = addressOf(`${this.#options.url}${request.path}`, subject);
    const headers = headersOf(this.#options.token, subject);
    for (let attempt = 1; ; attempt++) {
      const answer = await send({ address, headers, gzipped: request.gzipped }).catch((error: unknown) =>
        unreachable(subject, error),
      );
      if (answer instanceof Uint8Array) return answer;
      const failure = answer instanceof Response ? await refusalOf(answer, subject) : answer;
      const mayHelp = failure instanceof BackendThrottled || failure instanceof BackendUnavailable;
      if (!mayHelp || attempt === TRIES) throw failure;
      const { clock } = this.#options;
      const asked = answer instanceof Response ? answer.headers.get('Retry-After') : null;
      await clock.sleep(waitMilliseconds(attempt, asked, clock.now()));
    }
  }
}

interface Sending {
  readonly address: URL;
  readonly headers: Headers;
  readonly gzipped: Uint8Array | undefined;
}

/** The body of a good answer, read to its end: a line that breaks half-way is a try that failed. */
async function send({ address, headers, gzipped }: Sending): Promise<Uint8Array | Response> {
  const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
  const post = gzipped && {
    method: 'POST',
    headers: new Headers([...headers, ['Content-Encoding', 'gzip']]),
    body: new Blob([Uint8Array.from(gzipped)]),
  };
  const response = await fetch(address, { headers, signal, ...post });
  return response.ok ? new Uint8Array(await response.arrayBuffer()) : response;
}

function unexpected({ stack, path }: CloudRequest, error: unknown): SnapshotUnreadable {
  const where = error instanceof z.ZodError ? ` (at ${String(error.issues[0]?.path[0] ?? 'the top')})` : '';
  return new SnapshotUnreadable({
    subject: formatStackRef(stack),
    found: `the source answered ${path.split('?')[0]} with something else than its API says${where}`,
    next: 'check that the source URL is the API and not the console',
  });
}
