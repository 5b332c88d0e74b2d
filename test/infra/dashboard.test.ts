import { describe, expect, it } from '@jest/globals';
import type { Widget } from '#infra/pipeline/widgets.ts';
import { CHINA, COMMERCIAL, declaredPipeline } from '#test/support/infra.ts';
import type { ProgramRun } from '#test/support/run-program.ts';

const RUNS = [
  { place: COMMERCIAL, other: 'cn-', run: await declaredPipeline(COMMERCIAL) },
  { place: CHINA, other: 'us-east-1', run: await declaredPipeline(CHINA) },
];

function widgetsOf(run: ProgramRun): readonly Widget[] {
  const { dashboardBody } = run.one('aws:cloudwatch/dashboard:Dashboard', 'dashboard').inputs;
  return (JSON.parse(String(dashboardBody)) as { widgets: Widget[] }).widgets;
}

describe.each(RUNS)('dashboard in $place.region', ({ place, other, run }) => {
  const widgets = widgetsOf(run);
  const text = JSON.stringify(widgets);

  it('shows its own region and partition only', () => {
    const regions = widgets.flatMap(({ properties }) => properties['region'] ?? []);

    expect(new Set(regions)).toEqual(new Set([place.region]));
    expect(text).toContain(`arn:${place.partition}:states:${place.region}`);
    expect(text).not.toContain(other);
  });

  it('shows every machine and every function, the copies of private groups, too', () => {
    const machines = run.ofType('aws:sfn/stateMachine:StateMachine');
    const functions = run.ofType('aws:lambda/function:Function');

    for (const { inputs } of machines) expect(text).toContain(`stateMachine:${String(inputs['name'])}`);
    for (const { inputs } of functions) expect(text).toContain(`/aws/lambda/${String(inputs['name'])}`);
  });

  it('uses the kinds of widgets that every partition has', () => {
    expect(new Set(widgets.map(({ type }) => type))).toEqual(new Set(['metric', 'log', 'text']));
  });

  it('leaves no widget on top of another', () => {
    const places = widgets.map(({ x, y }) => `${x}/${y}`);

    expect(new Set(places).size).toBe(widgets.length);
  });

  it('stays within what one graph may show', () => {
    for (const { properties } of widgets) {
      expect((properties['metrics'] as unknown[] | undefined)?.length ?? 0).toBeLessThanOrEqual(500);
    }
  });

  it('searches metrics by the dimensions that steps give them', () => {
    expect(text).toContain('{stackferry,service,step,outcome}');
  });
});

describe('the command line’s settings', () => {
  const { run } = RUNS[0] ?? { run: undefined };
  const settings = run?.outputs['settings'];

  it('name the region, the command function and every schedule', () => {
    expect(settings).toMatchObject({
      AWS_REGION: 'us-east-1',
      STACKFERRY_COMMAND: 'stackferry-command',
      STACKFERRY_SCHEDULES: 'stackferry-probe,stackferry-wave-open',
    });
  });
});
