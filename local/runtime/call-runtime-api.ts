import { type IncomingHttpHeaders, request } from 'node:http';

export interface RuntimeCall {
  readonly method: 'GET' | 'POST';
  /** Below the version prefix. */
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RuntimeAnswer {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One call of the runtime API. A new connection each time: the emulator answers 40 ms late on a reused one. */
export async function callRuntimeApi(
  api: string,
  { method, path, body, headers = {} }: RuntimeCall,
): Promise<RuntimeAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<RuntimeAnswer>();
  const call = request(`http://${api}/2018-06-01${path}`, { method, headers, agent: false }, (response) => {
    const parts: Buffer[] = [];
    response.on('data', (part: Buffer) => parts.push(part));
    response.on('error', reject);
    response.on('end', () => {
      resolve({ headers: response.headers, body: Buffer.concat(parts).toString() });
    });
  });
  call.on('error', reject);
  call.end(body);
  return await promise;
}
