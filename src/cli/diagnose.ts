import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { doctorChecks } from '#src/aws/doctor/checks.ts';
import type { Diagnosis } from '#src/aws/doctor/diagnosis.ts';
import { examine } from '#src/aws/doctor/examine.ts';
import { parseSettings } from '#src/aws/settings.ts';
import { clientOptions } from '#src/cli/connect.ts';
import type { CliSettings } from '#src/cli/settings.ts';
import type { Clock } from '#src/clock.ts';
import { connectCluster } from '#src/kubernetes/client.ts';
import { S3Objects } from '#src/pulumi/target/s3-objects.ts';
import { SelfHostedBackend } from '#src/pulumi/target/self-hosted-backend.ts';
import { DynamoStore } from '#src/tracking/dynamo-store.ts';

/** Looks at the deployment that the settings name, with the credentials of whoever runs this. */
export async function diagnose(found: CliSettings, clock: Clock): Promise<readonly Diagnosis[]> {
  const settings = parseSettings(found.environment);
  const options = clientOptions(found);
  const clients = {
    dynamodb: new DynamoDBClient(options),
    kms: new KMSClient(options),
    lambda: new LambdaClient(options),
    s3: new S3Client(options),
    scheduler: new SchedulerClient(options),
    secrets: new SecretsManagerClient(options),
  };
  const url = `s3://${settings.stateBucket}?region=${settings.region}`;
  const objects = new S3Objects(settings.stateBucket, clients.s3);
  const { credentials, endpointUrl } = found;
  // A person waits for the answer: a cluster that does not answer is asked again at once.
  const hurried: Clock = { ...clock, sleep: async () => undefined };
  return await examine(
    doctorChecks({
      settings,
      commandFunction: found.commandFunction,
      schedules: namesIn(found.environment['STACKFERRY_SCHEDULES']),
      clock,
      nodeVersion: process.version,
      clients,
      ports: {
        tracking: new DynamoStore(settings.table, clients.dynamodb),
        target: new SelfHostedBackend({ url, objects, clock }),
        openCluster: async (cluster) => await connectCluster(cluster, { clock: hurried, endpointUrl, credentials }),
      },
    }),
  );
}

function namesIn(list = ''): readonly string[] {
  return list.split(',').filter((name) => name !== '');
}
