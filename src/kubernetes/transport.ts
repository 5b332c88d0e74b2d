import { Agent, request } from 'node:https';
import type { ApiServer } from '#src/kubernetes/api-server.ts';
import type { RawResponse } from '#src/kubernetes/cluster.ts';

/** Sends one GET and returns the answer's bytes; rejects with Node's own error when there is no whole answer. */
export type Transport = (path: string, headers: Readonly<Record<string, string>>) => Promise<RawResponse>;

/** A page of 8 MB through a slow tunnel still ends in time. */
const WHOLE_ANSWER_MS = 60_000;
/** The API server indents for agents it takes for people; to ours it answers compactly, always in the same bytes. */
const USER_AGENT = 'stackferry';
/** One list at a time is the rule; a few connections let single reads go beside it. */
const MAX_CONNECTIONS = 4;

/** The one place that speaks to an API server. There is no parameter for the method: it is GET. */
export function openTransport(server: ApiServer): Transport {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: MAX_CONNECTIONS,
    ca: server.ca,
    ...(server.servername === undefined ? {} : { servername: server.servername }),
  });
  return async (path, headers) =>
    await new Promise<RawResponse>((resolve, reject) => {
      const asked = request(new URL(path, server.url), {
        agent,
        method: 'GET',
        headers: { ...headers, 'user-agent': USER_AGENT },
        signal: AbortSignal.timeout(WHOLE_ANSWER_MS),
      });
      asked.on('error', reject);
      asked.on('response', (answer) => {
        const chunks: Buffer[] = [];
        answer.on('error', reject);
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) });
        });
      });
      asked.end();
    });
}
