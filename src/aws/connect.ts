import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { sourceOpener } from '#src/aws/open-source.ts';
import { parseSettings, type Settings } from '#src/aws/settings.ts';
import { systemClock } from '#src/clock.ts';
import { connectCluster } from '#src/kubernetes/client.ts';
import type { Ports } from '#src/migration/ports.ts';
import { PointerPublisher } from '#src/publishing/pointer-publisher.ts';
import { KmsKeys } from '#src/pulumi/secrets/kms-keys.ts';
import { S3Objects } from '#src/pulumi/target/s3-objects.ts';
import { openScratch } from '#src/pulumi/target/scratch.ts';
import { SelfHostedBackend } from '#src/pulumi/target/self-hosted-backend.ts';
import { DynamoStore } from '#src/tracking/dynamo-store.ts';
import { S3Vault } from '#src/vault/s3-vault.ts';

export interface Connection {
  readonly settings: Settings;
  readonly ports: Ports;
}

/**
 * Connects the ports to AWS, once per process and not before the first event: a malformed setting then fails that
 * event by its own name instead of failing the function's start namelessly.
 */
export function connector(environment: Readonly<Record<string, string | undefined>>): () => Connection {
  let connection: Connection | undefined;
  return () => {
    connection ??= connect(parseSettings(environment));
    return connection;
  };
}

function connect(settings: Settings): Connection {
  const clock = systemClock(settings.timeScale);
  const s3 = new S3Client({});
  const url = `s3://${settings.stateBucket}?region=${settings.region}`;
  const objects = new S3Objects(settings.stateBucket, s3);
  const vault = new S3Vault(settings.vault, s3);
  const key = { keyArn: settings.secretsKeyArn, region: settings.region };
  return {
    settings,
    ports: {
      clock,
      vault,
      tracking: new DynamoStore(settings.table, new DynamoDBClient({})),
      target: new SelfHostedBackend({ url, objects, clock }),
      openScratch: (tenant) => openScratch(tenant, { url, objects, clock }),
      keys: new KmsKeys(key, new KMSClient({})),
      publisher: new PointerPublisher(settings.publications, s3),
      openSource: sourceOpener(settings, vault, clock),
      openCluster: async (cluster) => await connectCluster(cluster, { clock, endpointUrl: settings.endpointUrl }),
    },
  };
}
