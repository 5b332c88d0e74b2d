import { describe, expect, it } from '@jest/globals';
import { CHINA, COMMERCIAL, declaredPipeline } from '#test/support/infra.ts';
import { actionsOn, permissionsOf } from '#test/support/policies.ts';

const MACHINE = 'aws:sfn/stateMachine:StateMachine';
const TENANT_MACHINES = ['migrate-tenant', 'soak-tenant', 'rollback-tenant'];
const NAMES = ['run-wave', ...TENANT_MACHINES];

const RUNS = [
  { place: COMMERCIAL, run: await declaredPipeline(COMMERCIAL) },
  { place: CHINA, run: await declaredPipeline(CHINA) },
];

describe.each(RUNS)('machines in $place.region', ({ place, run }) => {
  const states = `arn:${place.partition}:states:${place.region}:111122223333`;
  const functionsIn = (role: string) =>
    permissionsOf(run, role)
      .filter((permission) => permission.startsWith('lambda:') && !permission.endsWith(':*'))
      .map((permission) => permission.replace(/^.*:function:stackferry-/, ''));

  it.each(NAMES)('%s is Standard and has no placeholder left', (name) => {
    const { inputs } = run.one(MACHINE, name);

    expect(inputs['type']).toBe('STANDARD');
    expect(inputs['definition']).not.toContain('${');
  });

  it.each(NAMES)('%s integrates by ARNs of its partition', (name) => {
    const arns = String(run.one(MACHINE, name).inputs['definition']).match(/arn:[a-z-]+:/g) ?? [];

    expect([...new Set(arns)]).toEqual([`arn:${place.partition}:`]);
  });

  it.each(NAMES)('%s logs its way but not what it carries', (name) => {
    expect(run.one(MACHINE, name).inputs['loggingConfiguration']).toEqual({
      level: 'ALL',
      includeExecutionData: false,
      logDestination: expect.stringMatching(/:log-group:\/aws\/vendedlogs\/states\/.*:\*$/),
    });
  });

  it.each(TENANT_MACHINES)('%s finds the copies of each group', (name) => {
    const { inputs } = run.one(MACHINE, name);
    const arn = `arn:${place.partition}:lambda:${place.region}:111122223333:function:stackferry`;

    expect(inputs['definition']).toContain(JSON.stringify(`"watch":"${arn}-watch"`).slice(1, -1));
    expect(inputs['definition']).toContain(JSON.stringify(`"watch":"${arn}-watch-private"`).slice(1, -1));
  });

  it('invoke the functions they name, by any qualifier, and no others', () => {
    expect(functionsIn('rollback-tenant')).toEqual([
      'notify',
      'rollback',
      'rollback-private',
      'validate',
      'validate-private',
    ]);
    expect(functionsIn('run-wave')).toEqual(['dispatch', 'notify']);
    expect(functionsIn('soak-tenant')).toEqual(['notify', 'watch', 'watch-private']);
    expect(functionsIn('migrate-tenant')).toEqual([
      'backup',
      'backup-private',
      'cutover',
      'export',
      'import',
      'notify',
      'validate',
      'validate-private',
    ]);
    expect(actionsOn(run, 'soak-tenant', /function:stackferry-watch:\*$/)).toEqual(['lambda:InvokeFunction']);
  });

  it.each(['migrate-tenant', 'soak-tenant'])('%s may start, watch and stop the rollback it waits for', (role) => {
    expect(actionsOn(run, role, /stateMachine:stackferry-rollback-tenant$/)).toEqual(['states:StartExecution']);
    expect(permissionsOf(run, role)).toEqual(
      expect.arrayContaining([
        `states:DescribeExecution on ${states}:execution:stackferry-rollback-tenant:*`,
        `states:StopExecution on ${states}:execution:stackferry-rollback-tenant:*`,
      ]),
    );
    expect(actionsOn(run, role, /rule\/StepFunctionsGetEventsForStepFunctionsExecutionRule$/)).toEqual([
      'events:DescribeRule',
      'events:PutRule',
      'events:PutTargets',
    ]);
  });

  it('run-wave may start, watch and stop the migrations it waits for, and starts nothing else', () => {
    const onStates = permissionsOf(run, 'run-wave').filter((permission) => permission.startsWith('states:'));

    expect(onStates).toEqual([
      `states:DescribeExecution on ${states}:execution:stackferry-migrate-tenant:*`,
      `states:StartExecution on ${states}:stateMachine:stackferry-migrate-tenant`,
      `states:StopExecution on ${states}:execution:stackferry-migrate-tenant:*`,
    ]);
    expect(actionsOn(run, 'run-wave', /rule\/StepFunctionsGetEventsForStepFunctionsExecutionRule$/)).toHaveLength(3);
  });

  it('migrate-tenant starts the soak without waiting for it', () => {
    expect(actionsOn(run, 'migrate-tenant', /stateMachine:stackferry-soak-tenant$/)).toEqual(['states:StartExecution']);
    expect(actionsOn(run, 'migrate-tenant', /execution:stackferry-soak-tenant/)).toEqual([]);
  });

  it('rollback-tenant starts nothing', () => {
    expect(permissionsOf(run, 'rollback-tenant').filter((permission) => permission.startsWith('states:'))).toEqual([]);
  });
});

describe('tracing of machines', () => {
  it.each(NAMES)('of %s is on in aws and off in aws-cn', (name) => {
    const [commercial, china] = RUNS;

    expect(commercial?.run.one(MACHINE, name).inputs['tracingConfiguration']).toEqual({ enabled: true });
    expect(china?.run.one(MACHINE, name).inputs).not.toHaveProperty('tracingConfiguration');
  });
});
