import { describe, expect, it } from '@jest/globals';
import type { asset } from '@pulumi/pulumi';
import { CHINA, COMMERCIAL, declaredBackend, declaredPipeline } from '#test/support/infra.ts';
import { machines, statesOf } from '#test/support/machines.ts';
import { actionsOn, grantsOf, statementsIn } from '#test/support/policies.ts';
import type { Declared, ProgramRun } from '#test/support/run-program.ts';

const FUNCTION = 'aws:lambda/function:Function';
const COMMON = ['export', 'import', 'cutover', 'notify', 'command', 'dispatch'];
const CLUSTER = ['backup', 'validate', 'watch', 'rollback'];

const pipeline = await declaredPipeline(COMMERCIAL);
const functions = pipeline.ofType(FUNCTION);

describe('functions', () => {
  it('are one per handler, and for a group with a network its own copies of those that read a cluster', () => {
    const copies = CLUSTER.map((handler) => `${handler}-private`);

    expect(functions.map(({ name }) => name).toSorted()).toEqual([...COMMON, ...CLUSTER, ...copies].toSorted());
  });

  it.each(functions)('$name has a role of its own', ({ name, inputs }) => {
    expect(inputs['role']).toBe(`arn:aws:iam::111122223333:role/stackferry-${name}`);
  });

  it.each(functions)('$name runs the bundle of its handler', async ({ name, inputs }) => {
    const handler = name.replace('-private', '');

    expect(inputs['handler']).toBe('handler.handler');
    expect(await pathOf(inputs)).toMatch(new RegExp(`/dist/lambdas/${handler}/handler.mjs$`));
  });

  it.each(functions)('$name has a log that ends', ({ name }) => {
    expect(pipeline.one('aws:cloudwatch/logGroup:LogGroup', name).inputs).toMatchObject({
      name: `/aws/lambda/stackferry-${name}`,
      retentionInDays: 400,
    });
  });

  it('end before the task that waits for them', () => {
    const overdue = longestTasks().filter(({ handler, seconds }) => Number(inputsOf(handler)['timeout']) >= seconds);

    expect(overdue).toEqual([]);
  });

  it('get no secret as a setting', () => {
    const names = Object.keys((inputsOf('export')['environment'] as { variables: object }).variables);

    expect(names).toContain('STACKFERRY_SOURCE_TOKEN');
    expect(JSON.stringify(inputsOf('export')['environment'])).toContain(':secret:stackferry/source-token');
  });

  it.each(['rollback', 'dispatch'])('that a rule invokes keep what failed: %s', (handler) => {
    const queue = `stackferry-${handler}-dead-letters`;

    expect(inputsOf(handler)['deadLetterConfig']).toEqual({ targetArn: `arn:aws:sqs:us-east-1:111122223333:${queue}` });
    expect(actionsOn(pipeline, handler, new RegExp(`:${queue}$`))).toEqual(['sqs:SendMessage']);
  });
});

describe('a group with a network', () => {
  it.each(CLUSTER)('has its own copy of %s in its network', (handler) => {
    expect(inputsOf(`${handler}-private`)['vpcConfig']).toEqual({
      subnetIds: ['subnet-1'],
      securityGroupIds: ['sg-1'],
    });
    expect(inputsOf(handler)['vpcConfig']).toBeUndefined();
  });

  it('lets the service attach a copy, and not the code', () => {
    const deny = statementsIn(pipeline.one('aws:iam/rolePolicy:RolePolicy', 'watch-private')).find(
      ({ Effect }) => Effect === 'Deny',
    );
    const allowed = grantsOf(pipeline, 'watch-private').find(({ Sid }) => Sid === 'AttachToNetwork');

    expect(deny?.Action).toEqual(allowed?.Action);
    expect(deny?.Condition).toEqual({
      ArnEquals: {
        'lambda:SourceFunctionArn': 'arn:aws:lambda:us-east-1:111122223333:function:stackferry-watch-private',
      },
    });
  });

  it('leaves the copies outside without any right to a network', () => {
    expect(grantsOf(pipeline, 'watch').some(({ Sid }) => Sid === 'AttachToNetwork')).toBe(false);
  });
});

describe('features of the partition', () => {
  it('are newest runtime, arm64 and tracing in aws', async () => {
    for (const { inputs } of await everyFunction(COMMERCIAL)) {
      expect(inputs).toMatchObject({
        runtime: 'nodejs24.x',
        architectures: ['arm64'],
        tracingConfig: { mode: 'Active' },
      });
    }
  });

  it('are proven runtime, x86_64 and no tracing in aws-cn', async () => {
    for (const { inputs } of await everyFunction(CHINA)) {
      expect(inputs).toMatchObject({ runtime: 'nodejs22.x', architectures: ['x86_64'] });
      expect(inputs).not.toHaveProperty('tracingConfig');
    }
  });
});

async function everyFunction(place: typeof CHINA): Promise<readonly Declared[]> {
  const runs: readonly ProgramRun[] = [await declaredBackend(place), await declaredPipeline(place)];
  return runs.flatMap((run) => run.ofType(FUNCTION));
}

function inputsOf(name: string): Declared['inputs'] {
  return pipeline.one(FUNCTION, name).inputs;
}

async function pathOf(inputs: Declared['inputs']): Promise<unknown> {
  const { assets } = inputs['code'] as asset.AssetArchive;
  const file = (await assets)['handler.mjs'] as asset.FileAsset;
  return await file.path;
}

/** The longest that any machine waits for each handler. */
function longestTasks(): readonly { handler: string; seconds: number }[] {
  const longest = new Map<string, number>();
  for (const state of machines.flatMap((machine) => statesOf(machine).map(([, found]) => found))) {
    const [, handler] =
      /(\w+?)(?:Function)?[ }]/.exec(String(state.Arguments?.['FunctionName']).replace('{% $cluster.', '')) ?? [];
    if (handler) longest.set(handler, Math.max(longest.get(handler) ?? 0, state.TimeoutSeconds ?? 0));
  }
  return [...longest].map(([handler, seconds]) => ({ handler, seconds }));
}
