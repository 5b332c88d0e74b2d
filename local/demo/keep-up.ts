import { rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DemoDeployment } from '#local/demo/deployments.ts';

/** What the AWS CLI, the Pulumi CLI and `stackferry` need in their environment to use a deployment of the demo. */
export function environmentOf({ world, region }: DemoDeployment): Readonly<Record<string, string>> {
  const { stateBucket } = world.backend;
  return {
    ...world.emulator.environment,
    AWS_DEFAULT_REGION: region,
    // Real S3 answers by host name; the local AWS answers by path.
    PULUMI_BACKEND_URL: `s3://${stateBucket}?region=${region}&s3ForcePathStyle=true`,
    ...world.pipeline.settings,
  };
}

/** One file per deployment that a shell can source; returns their paths. */
export async function writeEnvironments(
  deployments: readonly DemoDeployment[],
  folder: string,
): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const deployment of deployments) {
    const path = resolve(folder, 'run', `demo-${deployment.partition}.env`);
    await writeFile(path, renderEnvironment(environmentOf(deployment)));
    paths.push(path);
  }
  return paths;
}

export async function removeEnvironments(paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(path, { force: true });
}

/** Lines for a POSIX shell. */
export function renderEnvironment(environment: Readonly<Record<string, string>>): string {
  const lines = Object.entries(environment).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`,
  );
  return `${lines.join('\n')}\n`;
}

export function renderKept(deployments: readonly DemoDeployment[], paths: readonly string[]): string {
  const [first] = deployments;
  return [
    '',
    'Both deployments stay up. This is the environment of the first; the other one is in the last file:',
    '',
    first ? renderEnvironment(environmentOf(first)) : '',
    ...paths.map((path) => `  source ${path}`),
    '',
    'try: npx stackferry status; npx stackferry explain cedar-prod; aws s3 ls; pulumi stack ls --all',
    'end: Ctrl-C here, or npx stackferry demo --stop in another terminal',
    '',
  ].join('\n');
}

/** Waits until this process is told to end, by Ctrl-C or by `demo --stop`. */
export async function untilTold(): Promise<void> {
  const { promise: told, resolve: tell } = Promise.withResolvers<void>();
  // A timer keeps the process alive: waiting for a signal alone does not.
  const alive = setInterval(() => undefined, 60_000);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => tell());
  await told;
  clearInterval(alive);
}
