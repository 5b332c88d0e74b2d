import { createServer } from 'node:net';
import { LocalAwsUnavailable } from '#local/local-error.ts';

/** A port of the loopback interface that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(0, '127.0.0.1', resolve);
  await listening;
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new LocalAwsUnavailable('no free port on 127.0.0.1');
  return address.port;
}
