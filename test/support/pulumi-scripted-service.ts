import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

/** One answer of the script; `break` ends the line half-way through the body. */
export interface ScriptedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly break?: boolean;
}

export interface AskedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** The JSON body, unpacked. */
  readonly body: unknown;
}

/** A service on the loopback interface that gives the answers it was told, one after the other, then 500 for ever. */
export interface ScriptedService {
  readonly url: string;
  readonly asked: readonly AskedRequest[];
  answer(...answers: readonly (ScriptedAnswer | ((asked: AskedRequest) => ScriptedAnswer))[]): void;
  stop(): Promise<void>;
}

export async function startScriptedService(): Promise<ScriptedService> {
  const asked: AskedRequest[] = [];
  let script: readonly (ScriptedAnswer | ((asked: AskedRequest) => ScriptedAnswer))[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const now = await read(request);
      asked.push(now);
      const [next = { status: 500 }, ...rest] = script;
      script = rest;
      write(response, typeof next === 'function' ? next(now) : next);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    answer: (...answers) => {
      script = answers;
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function read(request: IncomingMessage): Promise<AskedRequest> {
  const { method = '', url = '', headers } = request;
  const bytes = await buffer(request);
  const plain = headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
  return { method, url, headers, body: plain.length === 0 ? undefined : JSON.parse(plain.toString('utf8')) };
}

function write(response: ServerResponse, { status = 200, headers = {}, body, break: breaks }: ScriptedAnswer): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? {});
  if (!breaks) {
    response.writeHead(status, headers).end(text);
    return;
  }
  response.writeHead(status, { ...headers, 'content-length': String(text.length + 100) });
  response.write(text, () => response.destroy());
}
