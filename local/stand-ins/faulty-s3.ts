import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { localClients } from '#local/deploy/clients.ts';
import { LocalAwsUnavailable } from '#local/local-error.ts';
import { forward, forwardUnanswered } from '#local/stand-ins/faulty-s3/forward.ts';
import { addressOf } from '#local/stand-ins/faulty-s3/object-address.ts';
import { type Corruption, putCorrupted } from '#local/stand-ins/faulty-s3/put-corrupted.ts';

export interface Drop {
  readonly method: 'GET' | 'PUT' | 'HEAD' | 'DELETE' | 'POST';
  readonly key: RegExp;
  /** Whether S3 still sees the request: `after` loses only its answer. */
  readonly moment: 'before' | 'after';
  /** How many requests are lost before the connection heals; clients retry on their own. */
  readonly times: number;
}

/** Keys are matched without their bucket. */
export interface S3Faults {
  readonly corrupt?: Corruption;
  readonly drop?: Drop;
}

export interface FaultyS3 {
  /** For `AWS_ENDPOINT_URL_S3`. */
  readonly endpoint: string;
  /** Replaces all faults; `{}` heals. */
  inject(faults: S3Faults): void;
  stop(): Promise<void>;
}

export interface FaultyS3Options {
  /** Of the S3 behind. */
  readonly endpoint: string;
  readonly region: string;
}

/** An S3 in front of an S3: passes everything on as it came, but for the faults that a real one would not show on demand. */
export async function startFaultyS3({ endpoint, region }: FaultyS3Options): Promise<FaultyS3> {
  const { s3 } = localClients({ endpoint, region });
  let faults: S3Faults = {};
  let dropped = 0;

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { corrupt, drop } = faults;
    if (drop && matches(request, drop) && dropped < drop.times) {
      dropped += 1;
      if (drop.moment === 'after') await forwardUnanswered(request, endpoint);
      request.socket.destroy();
      return;
    }
    if (corrupt && matches(request, { method: 'PUT', key: corrupt.key })) {
      await putCorrupted({ request, response, s3, change: corrupt.change });
      return;
    }
    await forward(request, response, endpoint);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  return {
    endpoint: endpointOf(server.address()),
    inject: (next) => {
      faults = next;
      dropped = 0;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function matches(request: IncomingMessage, { method, key }: Pick<Drop, 'method' | 'key'>): boolean {
  return request.method === method && key.test(addressOf(request).key);
}

function endpointOf(address: ReturnType<ReturnType<typeof createServer>['address']>): string {
  if (address === null || typeof address === 'string') throw new LocalAwsUnavailable('no free port on 127.0.0.1');
  return `http://127.0.0.1:${address.port}`;
}
