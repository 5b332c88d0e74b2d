import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as aws from '@pulumi/aws';
import { type DeploymentResult, deployProgram } from '#local/deploy/deploy-program.ts';
import { type LocalAws, runMachine, startLocalAws } from '#test/support/local-aws.ts';
import { tinyProgram } from '#test/support/tiny-program.ts';

let local: LocalAws;
let tiny: DeploymentResult;

beforeAll(async () => {
  local = await startLocalAws();
  const { endpoint, region } = local;
  tiny = await deployProgram({
    program: tinyProgram,
    project: 'tiny',
    stack: 'first',
    config: { 'tiny:bucket': 'first-bucket' },
    endpoint,
    region,
    functionEnvironment: (name) => (name === 'asked' ? { EXTRA: 'only here' } : {}),
  });
}, 120_000);

afterAll(async () => {
  await local.stop();
});

describe('a deployed program', () => {
  it('returns its outputs as plain values, secrets included', () => {
    expect(tiny.outputs).toMatchObject({ bucket: 'first-bucket', password: 'hush' });
    expect(tiny.outputs['machine']).toMatch(/^arn:aws:states:/);
  });

  it('lists what it created', () => {
    expect(tiny.resources.map(({ type }) => type).toSorted()).toEqual([
      'aws:dynamodb/table:Table',
      'aws:iam/role:Role',
      'aws:iam/role:Role',
      'aws:lambda/function:Function',
      'aws:s3/bucket:Bucket',
      'aws:sfn/stateMachine:StateMachine',
    ]);
  });

  it('runs: its machine calls its function, which has its own environment and the one added for it', async () => {
    const { status, output } = await runMachine(local.clients, String(tiny.outputs['machine']), { asked: 1 });

    expect(status).toBe('SUCCEEDED');
    expect(JSON.parse(output ?? '')).toMatchObject({
      given: { asked: 1 },
      table: tiny.outputs['table'],
      extra: 'only here',
      left: expect.any(Number),
    });
  });

  it('catches a thrown error by its name', async () => {
    const { output } = await runMachine(local.clients, String(tiny.outputs['machine']), { fails: 'StackLocked' });

    expect(JSON.parse(output ?? '')).toEqual({ caught: 'StackLocked' });
  });

  it('fails by the name of an error that nothing catches', async () => {
    const { status, error } = await runMachine(local.clients, String(tiny.outputs['machine']), {
      fails: 'ImportDiverged',
    });

    expect([status, error]).toEqual(['FAILED', 'ImportDiverged']);
  });

  it('is followed by another one with a configuration of its own', async () => {
    const { outputs } = await local.deploy(tinyProgram, { 'test:bucket': 'second-bucket' });

    expect(outputs['bucket']).toBe('second-bucket');
    await expect(local.clients.s3.send(new HeadBucketCommand({ Bucket: 'second-bucket' }))).resolves.toBeDefined();
  });
});

/** A program that declares one bucket. */
const oneBucket = (name: string, properties: aws.s3.BucketArgs) => () => ({
  id: new aws.s3.Bucket(name, properties).id,
});

describe('what has no local counterpart', () => {
  it('is refused where the type is unknown', async () => {
    await expect(local.deploy(() => ({ id: new aws.ec2.Vpc('net').id }))).rejects.toMatchObject({
      name: 'ResourceUnsupported',
      message: expect.stringContaining('aws:ec2/vpc:Vpc net'),
    });
  });

  it('is refused where a property is unknown', async () => {
    await expect(local.deploy(oneBucket('shared', { acl: 'private' }))).rejects.toMatchObject({
      name: 'ResourceUnsupported',
      message: expect.stringContaining('acl'),
    });
  });

  it('is refused where the provider is asked an unknown question', async () => {
    await expect(local.deploy(async () => await aws.ec2.getVpc({}))).rejects.toThrow('aws:ec2/getVpc:getVpc');
  });
});

describe('a program that fails', () => {
  it('is told by what it throws', async () => {
    await expect(local.deploy(async () => await Promise.reject(new TypeError('mine')))).rejects.toThrow('mine');
  });

  it('is told by what AWS answers, and for which resource', async () => {
    const again = local.deploy(oneBucket('again', { bucket: 'first-bucket' }));

    await expect(again).rejects.toThrow(/again could not be created locally: BucketAlready/);
  });
});
