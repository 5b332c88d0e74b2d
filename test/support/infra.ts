import runBackend from '#infra/backend/index.ts';
import runPipeline from '#infra/pipeline/index.ts';
import { ACCOUNT, type Place, type ProgramOrder, type ProgramRun, runProgram } from '#test/support/run-program.ts';

export const COMMERCIAL: Place = { partition: 'aws', region: 'us-east-1' };
export const CHINA: Place = { partition: 'aws-cn', region: 'cn-north-1' };

export async function declaredBackend(place: Place, config: Record<string, unknown> = {}): Promise<ProgramRun> {
  return await once({ program: runBackend, project: 'stackferry-backend', place, config });
}

/** Two groups: one with a private network of its own, one with a window for its waves. */
export async function declaredPipeline(place: Place, config: Record<string, unknown> = {}): Promise<ProgramRun> {
  const groups = [
    { name: 'open', region: place.region, window: { cron: '30 22 ? * TUE,THU *', timeZone: 'America/New_York' } },
    { name: 'private', region: place.region, network: { subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] } },
  ];
  const settings = { backend: backendOf(place), groups, ...config };
  return await once({ program: runPipeline, project: 'stackferry-pipeline', place, config: settings });
}

/** What infra/backend would have put out. */
export function backendOf({ partition, region }: Place) {
  const key = (name: string) => `arn:${partition}:kms:${region}:${ACCOUNT}:key/${name}`;
  return {
    stateBucket: 'acme-state',
    stateKeyArn: key('state'),
    secretsKeyArn: key('secrets'),
    publications: 'acme-publications',
    publicationsKeyArn: key('publications'),
  };
}

const runs = new Map<string, Promise<ProgramRun>>();

/** A run is only ever read, so the tests of a file share those that were ordered alike. */
async function once(order: ProgramOrder): Promise<ProgramRun> {
  const key = JSON.stringify([order.project, order.place, order.config]);
  const run = runs.get(key) ?? runProgram(order);
  runs.set(key, run);
  return await run;
}
