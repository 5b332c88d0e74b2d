import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';

export const LOCAL_ACCOUNT = '000000000000';

export interface ClientOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly account?: string;
}

export type Clients = ReturnType<typeof localClients>;

/** Clients of the local AWS with the rights of its root, one set per region. */
export function localClients({ endpoint, region, account = LOCAL_ACCOUNT }: ClientOptions) {
  // The emulator's own root key stands for its default account; a key of twelve digits chooses another.
  const accessKeyId = account === LOCAL_ACCOUNT ? 'test' : account;
  const options = { endpoint, region, credentials: { accessKeyId, secretAccessKey: 'test' } };
  return {
    cloudWatch: new CloudWatchClient(options),
    dynamodb: new DynamoDBClient(options),
    events: new EventBridgeClient(options),
    iam: new IAMClient(options),
    kms: new KMSClient(options),
    lambda: new LambdaClient(options),
    logs: new CloudWatchLogsClient(options),
    s3: new S3Client(options),
    scheduler: new SchedulerClient(options),
    secrets: new SecretsManagerClient(options),
    sfn: new SFNClient(options),
    sqs: new SQSClient(options),
  } as const;
}
