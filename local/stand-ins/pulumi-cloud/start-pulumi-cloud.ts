import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { StackRef } from '#src/stack-ref.ts';
import { Cloud } from './cloud.ts';
import { Faults } from './faults.ts';
import { type SeedStack, seedStack } from './seed.ts';
import { createService, type RecordedRequest } from './server.ts';
import { StackHandle } from './stack-handle.ts';
import type { RandomBytes } from './stack-key.ts';

export interface PulumiCloudOptions {
  readonly token: string;
  readonly organization: string;
  /** Any free port where absent. */
  readonly port?: number;
  readonly user?: string;
  /** Unix milliseconds. */
  readonly now?: () => number;
  readonly random?: RandomBytes;
}

/** A stand-in for Pulumi Cloud on the loopback interface, good enough for the real CLI. */
export interface PulumiCloud {
  /** Base of the API, as `PULUMI_BACKEND_URL` wants it. */
  readonly url: string;
  readonly faults: Faults;
  readonly requests: readonly RecordedRequest[];
  addStack(seed: SeedStack): StackHandle;
  /** Throws a `Refusal` of status 404 where there is none. */
  stack(ref: StackRef): StackHandle;
  close(): Promise<void>;
}

export async function startPulumiCloud(options: PulumiCloudOptions): Promise<PulumiCloud> {
  const { token, organization, port = 0, user = 'robin', now = Date.now, random = randomBytes } = options;
  const cloud = new Cloud({ organization, user, now, random });
  const faults = new Faults();
  const requests: RecordedRequest[] = [];
  const server = createService({ cloud, faults, token, record: (request) => requests.push(request) });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  cloud.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address is never a string

  return {
    url: cloud.url,
    faults,
    requests,
    addStack: (seed) => new StackHandle(cloud, seedStack(cloud, seed)),
    stack: (ref) => new StackHandle(cloud, cloud.stack(ref)),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
