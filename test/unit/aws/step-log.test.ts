import { execFile } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

const STEP = new URL('../../../src/aws/step.ts', import.meta.url).href;
const ERRORS = new URL('../../../src/errors.ts', import.meta.url).href;

interface Line {
  readonly message?: string;
  readonly [field: string]: unknown;
}

/** What a handler of this work writes in a process of its own: Lambda's log is all its output. */
async function logOf(event: unknown, work: string): Promise<readonly Line[]> {
  const code = `
    import { z } from 'zod';
    import { step } from '${STEP}';
    import { StackLocked } from '${ERRORS}';
    const input = z.looseObject({ step: z.enum(['preflight', 'validate']).optional() });
    const context = { functionName: 'f', memoryLimitInMB: '128', functionVersion: '1', awsRequestId: 'r' };
    const handler = step('backup', input, async () => { ${work} });
    await handler(${JSON.stringify(event)}, context).catch(() => undefined);
  `;
  const given = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', code];
  const text = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, given, (error, stdout, stderr) => (error ? reject(error) : resolve(stdout + stderr)));
  });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

const EVENT = { run: { tenant: 'alder-prod', attempt: 2 } };
const GOOD = `return { outcome: 'BackedUp' };`;
const LOCKED = `throw new StackLocked({ subject: 'acme/p/s', found: 'held by x', next: 'wait' });`;

describe('the log of a step', () => {
  it('names step, run, tenant and attempt on every line, and ends with outcome and time', async () => {
    const lines = (await logOf(EVENT, GOOD)).filter(({ message }) => message);

    const identity = { step: 'backup', run: 'alder-prod-2', tenant: 'alder-prod', attempt: 2 };
    expect(lines).toEqual([
      expect.objectContaining({ message: 'step begins', ...identity }),
      expect.objectContaining({
        message: 'step ends',
        ...identity,
        outcome: 'BackedUp',
        durationMs: expect.any(Number),
      }),
    ]);
  });

  it('says the same of a failure, with its name and its words', async () => {
    const lines = await logOf(EVENT, LOCKED);

    expect(lines.find(({ level }) => level === 'ERROR')).toMatchObject({
      message: 'step fails',
      step: 'backup',
      run: 'alder-prod-2',
      tenant: 'alder-prod',
      attempt: 2,
      error: 'StackLocked',
      outcome: 'StackLocked',
      said: 'acme/p/s: held by x. Next: wait.',
      durationMs: expect.any(Number),
    });
  });

  it('keeps the words of a foreign error to itself, because they may hold state', async () => {
    const lines = await logOf(EVENT, `throw new TypeError('pul-secret');`);

    expect(lines.find(({ level }) => level === 'ERROR')).toMatchObject({ error: 'TypeError' });
    expect(JSON.stringify(lines)).not.toContain('pul-secret');
  });

  it.each([
    ['a rehearsal', { run: { ...EVENT.run, mode: 'rehearse' } }, { run: 'alder-prod-r2', tenant: 'alder-prod' }],
    ['a rollback’s request', { request: { tenant: 'alder-prod' } }, { tenant: 'alder-prod' }],
    ['a wave', { group: 'americas', wave: 'w1' }, { group: 'americas', wave: 'w1' }],
  ])('knows %s', async (_, event, identity) => {
    const [first] = await logOf(event, GOOD);

    expect(first).toMatchObject(identity);
  });

  it('names the tenant even where the input is refused', async () => {
    const lines = await logOf({ tenant: 'alder-prod', step: 'nonsense' }, GOOD);

    expect(lines.find(({ level }) => level === 'ERROR')).toMatchObject({
      tenant: 'alder-prod',
      step: 'backup',
      error: 'ContractViolated',
    });
  });
});

describe('the metrics of a step', () => {
  it('count and time an outcome by step and outcome, never by tenant', async () => {
    const metrics = (await logOf(EVENT, GOOD)).find(({ _aws }) => _aws);

    expect(metrics).toMatchObject({
      step: 'backup',
      outcome: 'BackedUp',
      StepEnded: 1,
      StepSeconds: expect.any(Number),
      _aws: { CloudWatchMetrics: [{ Namespace: 'stackferry', Dimensions: [['service', 'step', 'outcome']] }] },
    });
    expect(JSON.stringify(metrics)).not.toContain('alder-prod');
  });

  it('count a failure by its name', async () => {
    const metrics = (await logOf(EVENT, LOCKED)).find(({ _aws }) => _aws);

    expect(metrics).toMatchObject({ step: 'backup', outcome: 'StackLocked', StepFailed: 1 });
    expect(metrics).not.toHaveProperty('StepEnded');
  });

  it('tell the steps of one handler apart', async () => {
    const metrics = (await logOf({ step: 'preflight' }, GOOD)).find(({ _aws }) => _aws);

    expect(metrics).toMatchObject({ step: 'preflight', outcome: 'BackedUp' });
  });
});
