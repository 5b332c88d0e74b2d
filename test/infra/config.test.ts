import { describe, expect, it } from '@jest/globals';
import { runtime } from '@pulumi/pulumi';
import runPipeline from '#infra/pipeline/index.ts';
import { backendOf, COMMERCIAL, declaredPipeline } from '#test/support/infra.ts';
import { ACCOUNT, runProgram } from '#test/support/run-program.ts';

const backend = backendOf(COMMERCIAL);
const groups = [{ name: 'americas', region: 'us-east-1' }];

/** What the program throws on this configuration. */
async function refusalOf(config: Readonly<Record<string, string>>): Promise<string> {
  await runtime.setMocks(
    { newResource: () => ({ id: '', state: {} }), call: () => ({ ...COMMERCIAL, accountId: ACCOUNT }) },
    'stackferry-pipeline',
    ACCOUNT,
  );
  runtime.setAllConfig(
    Object.fromEntries(Object.entries(config).map(([key, text]) => [`stackferry-pipeline:${key}`, text])),
  );
  return await runPipeline().then(
    () => 'accepted',
    (error: unknown) => String(error),
  );
}

describe('configuration of the pipeline', () => {
  it('needs no more than backend and groups', async () => {
    const run = await runProgram({
      program: runPipeline,
      project: 'stackferry-pipeline',
      place: COMMERCIAL,
      config: { backend, groups },
    });

    expect(run.one('aws:lambda/function:Function', 'watch').inputs['environment']).toMatchObject({
      variables: {
        STACKFERRY_SOURCE_URL: 'https://api.pulumi.com',
        STACKFERRY_TIME_SCALE: '1',
        STACKFERRY_SOAK_MINUTES: '2880',
        STACKFERRY_SAMPLE_MINUTES: '15',
        STACKFERRY_SLOTS: '5',
      },
    });
  });

  it('sets the clock of a rehearsal', async () => {
    const run = await declaredPipeline(COMMERCIAL, { timeScale: 0.001, soakMinutes: 60, sampleMinutes: 5 });

    expect(run.one('aws:lambda/function:Function', 'watch').inputs['environment']).toMatchObject({
      variables: {
        STACKFERRY_TIME_SCALE: '0.001',
        STACKFERRY_SOAK_MINUTES: '60',
        STACKFERRY_SAMPLE_MINUTES: '5',
      },
    });
  });

  it('names every setting that is wrong at once', async () => {
    const refusal = await refusalOf({ groups: '[]', soakMinutes: '-1' });

    expect(refusal).toContain('stackferry-pipeline');
    expect(refusal).toContain('backend');
    expect(refusal).toContain('groups');
    expect(refusal).toContain('soakMinutes');
  });

  it('refuses two groups of one name', async () => {
    const twice = JSON.stringify([...groups, ...groups]);

    expect(await refusalOf({ backend: JSON.stringify(backend), groups: twice })).toContain('must have distinct names');
  });

  it.each([
    { cron: '0 22 ? * TUE *', timeZone: 'Mars/Olympus', complaint: 'must be an IANA time zone' },
    { cron: 'cron(0 22 ? * TUE *)', timeZone: 'Europe/Berlin', complaint: 'must be six fields' },
    { cron: '45 22 ? * TUE *', timeZone: 'Europe/Berlin', complaint: 'minute 0 or 30' },
  ])('refuses a window at $cron in $timeZone', async ({ cron, timeZone, complaint }) => {
    const withWindow = JSON.stringify(groups.map((group) => ({ ...group, window: { cron, timeZone } })));

    expect(await refusalOf({ backend: JSON.stringify(backend), groups: withWindow })).toContain(complaint);
  });

  it('refuses a group whose clusters are in another partition', async () => {
    const china = JSON.stringify([{ name: 'china', region: 'cn-north-1' }]);

    expect(await refusalOf({ backend: JSON.stringify(backend), groups: china })).toContain(
      'not in partition aws: cn-north-1',
    );
  });

  it('refuses a prefix that would not fit into every name', async () => {
    const refusal = await refusalOf({
      backend: JSON.stringify(backend),
      groups: JSON.stringify(groups),
      prefix: 'a-prefix-that-is-far-too-long',
    });

    expect(refusal).toContain('must be at most 20');
  });
});
