import { UpdateContinuousBackupsCommand } from '@aws-sdk/client-dynamodb';
import { DisableKeyCommand, EnableKeyCommand } from '@aws-sdk/client-kms';
import { waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import { DeleteBucketCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetScheduleCommand, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { World } from '#local/world/start-world.ts';
import { CHECK_IDS, type CheckId, type Complaint, type Diagnosis } from '#src/aws/doctor/diagnosis.ts';
import { speakTo } from '#test/support/command-line.ts';
import { anInhabitant, aWorld, WORLD_MILLISECONDS } from '#test/support/world.ts';

let world: World;

beforeAll(async () => {
  world = await aWorld([anInhabitant('alder-prod')]);
  const { clients, pipeline } = world;
  await waitUntilFunctionActiveV2({ client: clients.lambda, maxWaitTime: 30 }, { FunctionName: pipeline.command });
}, WORLD_MILLISECONDS);

afterAll(async () => await world.close());

async function doctor(changed: Readonly<Record<string, string>> = {}) {
  const { code, document } = await speakTo(world, ['doctor', '--json'], changed);
  const { checks } = document() as { checks: readonly Diagnosis[] };
  return { code, complaints: checks.filter(({ state }) => state !== 'ok'), checks };
}

async function complaintOf(id: CheckId, changed: Readonly<Record<string, string>> = {}) {
  const { code, checks } = await doctor(changed);
  const complaint = checks.find((check): check is Complaint => check.id === id && check.state !== 'ok');
  if (!complaint) throw new Error(`the doctor finds nothing wrong with ${id}`);
  return { code, ...complaint };
}

describe('the doctor', () => {
  it('finds nothing wrong with what the programs of infra deploy', async () => {
    const { code, checks, complaints } = await doctor();

    expect(complaints).toEqual([]);
    expect(code).toBe(0);
    expect(new Set(checks.map(({ id }) => id))).toEqual(new Set(CHECK_IDS));
  });

  it('finds a key of the backend that is disabled, and how to enable it', async () => {
    const KeyId = world.backend.secretsKeyArn;
    await world.clients.kms.send(new DisableKeyCommand({ KeyId }));

    const complaint = await complaintOf('secrets-key');
    await world.clients.kms.send(new EnableKeyCommand({ KeyId }));

    expect(complaint).toMatchObject({ code: 5, state: 'failed', fix: `aws kms enable-key --key-id ${KeyId}` });
  });

  it('finds a token that the source refuses, and never shows it', async () => {
    const SecretId = world.pipeline.sourceTokenArn;
    await world.clients.secrets.send(new PutSecretValueCommand({ SecretId, SecretString: 'pul-wrong' }));

    const complaint = await complaintOf('source-token');
    await world.clients.secrets.send(new PutSecretValueCommand({ SecretId, SecretString: world.token }));

    expect(complaint).toMatchObject({ code: 5, state: 'failed', found: 'it refuses the token (401)' });
    expect(complaint.fix).toContain('put-secret-value');
    expect(JSON.stringify(complaint)).not.toContain('pul-wrong');
  });

  it('finds a source that does not answer', async () => {
    const complaint = await complaintOf('source-token', { STACKFERRY_SOURCE_URL: 'http://127.0.0.1:9' });

    expect(complaint).toMatchObject({ code: 5, state: 'failed', found: 'it does not answer' });
  });

  it('finds a schedule that is disabled', async () => {
    const Name = 'stackferry-probe';
    const { ScheduleExpression, Target, FlexibleTimeWindow } = await world.clients.scheduler.send(
      new GetScheduleCommand({ Name }),
    );
    const schedule = { Name, ScheduleExpression, Target, FlexibleTimeWindow };
    await world.clients.scheduler.send(new UpdateScheduleCommand({ ...schedule, State: 'DISABLED' }));

    const complaint = await complaintOf('schedules');
    await world.clients.scheduler.send(new UpdateScheduleCommand({ ...schedule, State: 'ENABLED' }));

    expect(complaint).toMatchObject({ code: 5, state: 'failed', subject: Name, found: 'it is disabled' });
  });

  it('finds a table that cannot be restored', async () => {
    const TableName = world.pipeline.table;
    const recovery = (isOn: boolean) =>
      new UpdateContinuousBackupsCommand({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: isOn },
      });
    await world.clients.dynamodb.send(recovery(false));

    const complaint = await complaintOf('table');
    await world.clients.dynamodb.send(recovery(true));

    expect(complaint).toMatchObject({ code: 5, found: 'point-in-time recovery is off' });
    expect(complaint.fix).toContain('update-continuous-backups');
  });

  it('finds a state bucket that keeps no old versions', async () => {
    const Bucket = world.backend.stateBucket;
    const versioning = (Status: 'Enabled' | 'Suspended') =>
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } });
    await world.clients.s3.send(versioning('Suspended'));

    const complaint = await complaintOf('state-bucket');
    await world.clients.s3.send(versioning('Enabled'));

    expect(complaint).toMatchObject({ code: 5, found: 'it keeps no old versions' });
    expect(complaint.fix).toContain('put-bucket-versioning');
  });

  it('finds a bucket whose backend is of another version', async () => {
    const Bucket = world.backend.stateBucket;
    await world.clients.s3.send(new PutObjectCommand({ Bucket, Key: '.pulumi/meta.yaml', Body: 'version: 0\n' }));

    const complaint = await complaintOf('state-bucket');
    await world.clients.s3.send(new PutObjectCommand({ Bucket, Key: '.pulumi/meta.yaml', Body: 'version: 1\n' }));

    expect(complaint).toMatchObject({ code: 5, found: expect.stringContaining('meta.yaml is not version 1') });
  });

  it('finds a bucket that is gone', async () => {
    await world.clients.s3.send(new DeleteBucketCommand({ Bucket: world.backend.publications }));

    const complaint = await complaintOf('publications');

    expect(complaint).toMatchObject({ code: 5, found: 'it does not exist', fix: 'pulumi up in infra/backend' });
  });

  it('warns of a cluster that does not answer from here, and says how to look from inside', async () => {
    await world.clusters.get('alder-prod')?.close();

    const complaint = await complaintOf('clusters');

    expect(complaint).toMatchObject({
      state: 'warning',
      fix: expect.stringContaining('stackferry rehearse alder-prod'),
    });
  });
});
