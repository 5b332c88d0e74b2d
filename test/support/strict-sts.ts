import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StrictSts {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** An STS that knows one key pair and checks presigned requests letter by letter, which emulators do not. */
export async function startStrictSts(secretAccessKey: string): Promise<StrictSts> {
  const server = createServer((request, response) => {
    const isSigned = readSignature(request) === expectedSignature(request, secretAccessKey);
    response.statusCode = isSigned ? 200 : 403;
    response.end(isSigned ? '<Arn>arn:aws:sts::111122223333:assumed-role/ferry/run</Arn>' : 'SignatureDoesNotMatch');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

const queryOf = ({ url = '/' }: IncomingMessage) => new URL(url, 'http://sts').searchParams;
const readSignature = (request: IncomingMessage) => queryOf(request).get('X-Amz-Signature');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function expectedSignature(request: IncomingMessage, secretAccessKey: string): string {
  const query = queryOf(request);
  const signedHeaders = query.get('X-Amz-SignedHeaders') ?? '';
  const [, day = '', region = '', service = ''] = (query.get('X-Amz-Credential') ?? '').split('/');
  const canonical = [
    'GET',
    '/',
    [...query]
      .filter(([key]) => key !== 'X-Amz-Signature')
      .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
      .toSorted()
      .join('&'),
    ...signedHeaders.split(';').map((name) => `${name}:${String(request.headers[name])}`),
    '',
    signedHeaders,
    sha256(''),
  ].join('\n');
  const scope = [day, region, service, 'aws4_request'];
  const toSign = ['AWS4-HMAC-SHA256', query.get('X-Amz-Date'), scope.join('/'), sha256(canonical)].join('\n');
  const key = scope.reduce<string | Buffer>((parent, part) => hmac(parent, part), `AWS4${secretAccessKey}`);
  return hmac(key, toSign).toString('hex');
}
