import { gzipSync } from 'node:zlib';

/** A bare client of Pulumi Cloud's API, to test the stand-in without the client that is ours. */
export class CloudApi {
  readonly #url: string;
  readonly #authorization: string;

  constructor(url: string, authorization: string) {
    this.#url = url;
    this.#authorization = authorization;
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ApiAnswer> {
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        authorization: this.#authorization,
        accept: 'application/vnd.pulumi+9',
        'content-type': 'application/json',
        ...headers,
      },
      ...(body === undefined ? {} : { body: bytesOf(body, headers) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: text === '' ? undefined : JSON.parse(text),
    };
  }

  /** The same caller speaking for a running update. */
  as(lease: string): CloudApi {
    return new CloudApi(this.#url, `update-token ${lease}`);
  }
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: unknown;
}

function bytesOf(body: unknown, headers: Readonly<Record<string, string>>): string | Buffer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return headers['content-encoding'] === 'gzip' ? gzipSync(text) : text;
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
