import { GetBucketEncryptionCommand, GetObjectLockConfigurationCommand } from '@aws-sdk/client-s3';
import { afterEach, expect, it } from '@jest/globals';
import backend from '#infra/backend/index.ts';
import pipeline from '#infra/pipeline/index.ts';
import { deployProgram } from '#local/deploy/deploy-program.ts';
import { type LocalAws, startLocalAws } from '#test/support/local-aws.ts';

let local: LocalAws;

afterEach(async () => {
  await local.stop();
});

it.each([
  { partition: 'aws', region: 'eu-central-1', auth: true },
  // The emulator names everything `arn:aws:`, so that no policy of this partition would match.
  { partition: 'aws-cn', region: 'cn-north-1', auth: false },
])(
  'creates all that infra declares in $partition',
  async ({ partition, region, auth }) => {
    local = await startLocalAws({ region, auth });
    const common = { stack: 'local', endpoint: local.endpoint, region, partition };

    const { outputs } = await deployProgram({ ...common, program: backend, project: 'stackferry-backend' });
    const migration = await deployProgram({
      ...common,
      program: pipeline,
      project: 'stackferry-pipeline',
      config: {
        'stackferry-pipeline:backend': JSON.stringify(outputs['backend']),
        'stackferry-pipeline:sourceUrl': 'http://127.0.0.1:1',
        'stackferry-pipeline:groups': JSON.stringify([{ name: 'first', region }]),
      },
    });

    const Bucket = String(migration.outputs['vault']);
    const encryption = await local.clients.s3.send(new GetBucketEncryptionCommand({ Bucket }));
    const lock = await local.clients.s3.send(new GetObjectLockConfigurationCommand({ Bucket }));
    expect(encryption.ServerSideEncryptionConfiguration?.Rules?.[0]).toMatchObject({ BucketKeyEnabled: true });
    expect(lock.ObjectLockConfiguration?.Rule?.DefaultRetention?.Mode).toBeDefined();
    expect(migration.outputs['machines']).toEqual({
      wave: expect.stringMatching(/:stateMachine:/),
      migrate: expect.stringMatching(/:stateMachine:/),
      soak: expect.stringMatching(/:stateMachine:/),
      rollback: expect.stringMatching(/:stateMachine:/),
    });
  },
  120_000,
);
