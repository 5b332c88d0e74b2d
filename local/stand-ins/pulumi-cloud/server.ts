import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Cloud } from './cloud.ts';
import type { Faults } from './faults.ts';
import { badRequest, notFound, Refusal } from './refusal.ts';
import type { Answer, Call, Route } from './route.ts';
import { importRoutes } from './routes-import.ts';
import { secretsRoutes } from './routes-secrets.ts';
import { stackRoutes } from './routes-stack.ts';
import { updateRoutes } from './routes-update.ts';
import { userRoutes } from './routes-user.ts';

/** What came in and how it was answered; never a body. */
export interface RecordedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly status: number;
}

export interface Service {
  readonly cloud: Cloud;
  readonly faults: Faults;
  /** The one access token that is accepted. */
  readonly token: string;
  readonly record: (request: RecordedRequest) => void;
}

const ROUTES: readonly Route[] = [...userRoutes, ...stackRoutes, ...secretsRoutes, ...importRoutes, ...updateRoutes];
/** Bodies above this are compressed where the client takes it, as the service does. */
const GZIP_FROM_BYTES = 1024;

export function createService(service: Service): Server {
  return createServer((request, response) => {
    void exchange(service, request, response);
  });
}

async function exchange(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const sent = await answer(service, request).catch(answerRefusal);
  service.record({ method: request.method ?? '', path: request.url ?? '', status: sent.status });
  send(request, response, sent);
}

async function answer(service: Service, request: IncomingMessage): Promise<Answer> {
  const body = await readBody(request);
  await service.faults.meet(body.length);
  const url = new URL(request.url ?? '/', 'http://loopback');
  const caller = authenticate(request, service.token);
  const { route, segments } = findRoute(request.method ?? '', url.pathname);
  if (route.caller !== caller.kind) throw unauthorized();
  const lease = caller.kind === 'update' ? caller.lease : undefined;
  const call: Call = {
    cloud: service.cloud,
    segments,
    query: url.searchParams,
    body,
    apiVersion: apiVersionOf(request),
    lease,
  };
  return route.answer(call);
}

function authenticate(request: IncomingMessage, token: string): { kind: 'user' } | { kind: 'update'; lease: string } {
  const [scheme, credential = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme === 'token' && credential === token) return { kind: 'user' };
  if (scheme === 'update-token' && credential !== '') return { kind: 'update', lease: credential };
  throw unauthorized();
}

function unauthorized(): Refusal {
  return new Refusal(401, 'Unauthorized: No credentials provided or are invalid.');
}

function findRoute(method: string, path: string): { route: Route; segments: Record<string, string> } {
  for (const route of ROUTES) {
    const match = route.method === method ? route.pattern.exec(path) : null;
    if (match) return { route, segments: { ...match.groups } };
  }
  throw notFound(`${method} ${path}`);
}

function apiVersionOf({ headers }: IncomingMessage): number {
  const asked = /application\/vnd\.pulumi\+(\d+)/.exec(headers.accept ?? '')?.[1];
  const version = Number(asked ?? 9);
  if (version < 1 || version > 9) throw badRequest(`API version ${version} is not supported`);
  return version;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const bytes = await buffer(request);
  const isCompressed = request.headers['content-encoding'] === 'gzip';
  try {
    return (isCompressed ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch {
    throw badRequest('the body is not gzip');
  }
}

function answerRefusal(error: unknown): Answer & { headers?: Readonly<Record<string, string>> } {
  const { status, message, headers } = error instanceof Refusal ? error : new Refusal(500, 'Internal Server Error');
  return { status, body: { code: status, message }, headers };
}

function send(request: IncomingMessage, response: ServerResponse, sent: ReturnType<typeof answerRefusal>): void {
  const text = sent.text ?? (sent.body === undefined ? '' : JSON.stringify(sent.body));
  const isGzip = text.length >= GZIP_FROM_BYTES && (request.headers['accept-encoding'] ?? '').includes('gzip');
  const bytes = isGzip ? gzipSync(text) : Buffer.from(text);
  response.writeHead(sent.status, {
    ...(text === '' ? {} : { 'content-type': 'application/json' }),
    ...(isGzip ? { 'content-encoding': 'gzip' } : {}),
    'content-length': bytes.length,
    ...sent.headers,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}
