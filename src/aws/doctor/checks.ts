import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { checkBucket, checkVaultLock } from '#src/aws/doctor/buckets.ts';
import { checkClusters } from '#src/aws/doctor/clusters.ts';
import { checkCommandFunction } from '#src/aws/doctor/command-function.ts';
import type { Check, CheckId } from '#src/aws/doctor/diagnosis.ts';
import { checkSecretsKey, checkVaultKeys } from '#src/aws/doctor/keys.ts';
import { checkNode } from '#src/aws/doctor/node.ts';
import { checkSchedules } from '#src/aws/doctor/schedules.ts';
import { checkClock, checkSourceToken } from '#src/aws/doctor/source.ts';
import { checkTable } from '#src/aws/doctor/table.ts';
import { readSourceToken } from '#src/aws/open-source.ts';
import type { Settings } from '#src/aws/settings.ts';
import type { Clock } from '#src/clock.ts';
import type { Ports } from '#src/migration/ports.ts';

export interface Doctor {
  readonly settings: Settings;
  readonly commandFunction: string;
  readonly schedules: readonly string[];
  readonly clock: Clock;
  readonly nodeVersion: string;
  readonly ports: Pick<Ports, 'tracking' | 'target' | 'openCluster'>;
  readonly clients: {
    readonly dynamodb: DynamoDBClient;
    readonly kms: KMSClient;
    readonly lambda: LambdaClient;
    readonly s3: S3Client;
    readonly scheduler: SchedulerClient;
    readonly secrets: SecretsManagerClient;
  };
}

/** Every look of `stackferry doctor`. None of them writes. */
export function doctorChecks(doctor: Doctor): Readonly<Record<CheckId, Check>> {
  const { settings, clock, clients, ports } = doctor;
  const { url, tokenSecretArn } = settings.source;
  const records = async () => await ports.tracking.listRecords();
  const source = {
    url,
    tokenSecretArn,
    fetch,
    readToken: async () => await readSourceToken(tokenSecretArn, clients.secrets),
    isRead: async () => {
      const registered = await records();
      return registered.length === 0 || registered.some(({ source: from }) => from.kind === 'cloud');
    },
    organizations: async () => {
      const cloud = (await records()).filter(({ source: from }) => from.kind === 'cloud');
      return [...new Set(cloud.map(({ stack }) => stack.organization))];
    },
  };
  const state = {
    bucket: settings.stateBucket,
    why: 'it is where every stack moves to',
    program: 'infra/backend',
    inside: async () => await ports.target.checkUsable(),
  } as const;
  const publications = {
    bucket: settings.publications,
    why: 'deployers are told there where the truth is',
    program: 'infra/backend',
  } as const;
  return {
    node: checkNode(doctor.nodeVersion),
    'command-function': checkCommandFunction(doctor.commandFunction, clients.lambda),
    table: checkTable(settings.table, clients.dynamodb),
    'source-token': checkSourceToken(source),
    clock: checkClock(source, clock),
    'state-bucket': checkBucket(state, clients.s3),
    'secrets-key': checkSecretsKey(settings.secretsKeyArn, clients.kms),
    'vault-lock': checkVaultLock(settings.vault.bucket, clients.s3),
    'vault-keys': checkVaultKeys([settings.vault.keyArn, settings.vault.secretsKeyArn], clients.kms),
    publications: checkBucket(publications, clients.s3),
    schedules: checkSchedules(doctor.schedules, clients.scheduler),
    clusters: checkClusters(records, ports.openCluster),
  };
}
