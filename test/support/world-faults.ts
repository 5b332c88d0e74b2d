import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { DeleteBucketCommand, DeleteObjectCommand } from '@aws-sdk/client-s3';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { World } from '#local/world/start-world.ts';
import { versionsIn } from '#test/support/world-buckets.ts';

/**
 * Gives a function other settings, as a mistaken deployment would; `undefined` takes one away. Its warm processes end, as
 * on AWS. Returns what puts the settings back.
 */
export async function reconfigure(
  { clients: { lambda } }: World,
  FunctionName: string,
  settings: Readonly<Record<string, string | undefined>> = {},
): Promise<() => Promise<void>> {
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const before = Environment?.Variables ?? {};
  const set = async (variables: Readonly<Record<string, string | undefined>>) => {
    const Variables = Object.fromEntries(
      Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  };
  await set({ ...before, ...settings });
  return async () => await set(before);
}

export async function replaceToken({ clients, pipeline }: World, token: string): Promise<void> {
  const put = new PutSecretValueCommand({ SecretId: pipeline.sourceTokenArn, SecretString: token });
  await clients.secrets.send(put);
}

export async function deleteBucket(world: World, Bucket: string): Promise<void> {
  for (const { key, versionId } of await versionsIn(world, Bucket)) {
    await world.clients.s3.send(new DeleteObjectCommand({ Bucket, Key: key, VersionId: versionId }));
  }
  await world.clients.s3.send(new DeleteBucketCommand({ Bucket }));
}

/** A server that nobody should call, with what it was asked. */
export interface Trap {
  readonly url: string;
  readonly requests: readonly string[];
  close(): Promise<void>;
}

export async function startTrap(): Promise<Trap> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.writeHead(404).end();
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  // A world that does not start leaves it open.
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: async () => {
      await new Promise((closed) => server.close(closed));
    },
  };
}
