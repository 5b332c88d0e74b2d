import { type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { pipeline } from 'node:stream/promises';

/** Passes a request on byte by byte, its headers and their order included: the signature covers them. */
export async function forward(request: IncomingMessage, response: ServerResponse, endpoint: string): Promise<void> {
  const answer = await pass(request, endpoint);
  response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
  await pipeline(answer, response);
}

/** Lets the server do what it is asked and throws its answer away. */
export async function forwardUnanswered(request: IncomingMessage, endpoint: string): Promise<void> {
  const answer = await pass(request, endpoint);
  await answer.resume().toArray();
}

async function pass(request: IncomingMessage, endpoint: string): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const { hostname, port } = new URL(endpoint);
  const { method, url: path, rawHeaders: headers } = request;
  const passed = send({ hostname, port, method, path, headers, agent: false }, resolve);
  passed.on('error', reject);
  request.pipe(passed);
  return await promise;
}
