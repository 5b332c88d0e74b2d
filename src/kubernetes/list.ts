import { z } from 'zod';
import { ClusterUnavailable } from '#src/errors.ts';
import type { Cluster, RawResponse } from '#src/kubernetes/cluster.ts';
import { cutItems, onOneLine } from '#src/kubernetes/cut-items.ts';
import { readMessage, readStatus } from '#src/kubernetes/status.ts';

export interface ListPage {
  /** Each object's JSON as served, on one line. */
  readonly objects: readonly Uint8Array[];
  /** The same on every page of a consistent list; it moves on when the list outlived the server's memory of its start. */
  readonly resourceVersion: string;
}

const FIRST_LIMIT = 100;
const SMALLEST_LIMIT = 10;
const LARGEST_LIMIT = 2_000;
/** Responses stay well under 8 MB although objects differ in size. */
const PAGE_BYTES = 4_000_000;
/** An expired token answers with a fresh one; twice in a row means that pages take longer than the server remembers. */
const MAX_EXPIRED_IN_A_ROW = 3;

/** Lists a collection page by page. Throws `ClusterUnavailable`, `AccessRefused`. */
export async function* listPages(cluster: Cluster, path: string): AsyncGenerator<ListPage> {
  let limit = FIRST_LIMIT;
  let token = '';
  let expired = 0;
  for (;;) {
    const answer = await cluster.get(`${path}?limit=${limit}${token && `&continue=${encodeURIComponent(token)}`}`);
    if (answer.status === 410 && expired < MAX_EXPIRED_IN_A_ROW) {
      expired += 1;
      token = readInconsistentToken(answer) ?? failed(cluster, path, answer);
      continue;
    }
    if (answer.status !== 200) failed(cluster, path, answer);
    expired = 0;
    const { items, metadata } = openList(cluster, path, answer.body);
    yield { objects: items.map(onOneLine), resourceVersion: metadata.resourceVersion };
    token = metadata.continue;
    if (!token) return;
    limit = nextLimit(items.length, answer.body.length);
  }
}

/** Counts a collection without reading it: one object and the server's number of those that remain. */
export async function countObjects(cluster: Cluster, path: string): Promise<number> {
  const answer = await cluster.get(`${path}?limit=1`);
  if (answer.status !== 200) failed(cluster, path, answer);
  const { items, metadata } = openList(cluster, path, answer.body);
  return items.length + metadata.remainingItemCount;
}

const frameSchema = z.looseObject({
  metadata: z.looseObject({
    resourceVersion: z.string().default(''),
    continue: z.string().default(''),
    remainingItemCount: z.int().default(0),
  }),
});

function readInconsistentToken(answer: RawResponse): string | undefined {
  return readStatus(answer)?.metadata?.continue;
}

function nextLimit(count: number, bytes: number): number {
  const fitting = Math.floor(PAGE_BYTES / Math.max(1, bytes / Math.max(1, count)));
  return Math.min(LARGEST_LIMIT, Math.max(SMALLEST_LIMIT, fitting));
}

function openList(cluster: Cluster, path: string, body: Uint8Array) {
  try {
    const { items, frame } = cutItems(body);
    const { metadata } = frameSchema.parse(JSON.parse(frame));
    return { items, metadata };
  } catch (cause) {
    throw new ClusterUnavailable({
      subject: `cluster ${cluster.name}`,
      found: `list ${path} was answered with something that is not a whole list`,
      next: 'look at what stands between us and the API server; the step is retried',
      cause,
    });
  }
}

function failed(cluster: Cluster, path: string, answer: RawResponse): never {
  throw new ClusterUnavailable({
    subject: `cluster ${cluster.name}`,
    found: `list ${path} was answered with ${answer.status}: ${readMessage(answer)}`,
    next: 'the step is retried with a fresh look at what the cluster serves',
  });
}
