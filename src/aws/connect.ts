import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { parseSettings, type Settings } from '#src/aws/settings.ts';
import { systemClock } from '#src/clock.ts';
import { connectCluster } from '#src/kubernetes/client.ts';
import type { Ports } from '#src/migration/ports.ts';
import { PointerPublisher } from '#src/publishing/pointer-publisher.ts';
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
