import { runtime } from '@pulumi/pulumi';
import { LOCAL_ACCOUNT } from '#local/deploy/clients.ts';
import { type CreatedResource, localMocks } from '#local/deploy/local-mocks.ts';
import type { Deployment } from '#local/deploy/site.ts';

type Defaulted = 'account' | 'partition' | 'functionEnvironment' | 'now';

export interface ProgramDeployment extends Omit<Deployment, Defaulted>, Partial<Pick<Deployment, Defaulted>> {
  /** One of `infra`: declares its resources and returns its outputs. Reads its configuration when it runs, not before. */
  readonly program: () => unknown;
  /** By full key, as `aws:region` or `stackferry-pipeline:soakMinutes`; objects as JSON text. */
  readonly config?: Readonly<Record<string, string>>;
}

export interface DeploymentResult {
  /** The program's outputs, resolved, its secrets as plain values. */
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly resources: readonly CreatedResource[];
  /** Where the local AWS is not what the program declares. */
  readonly notes: readonly string[];
}

/**
 * Runs a Pulumi program as it is and creates what it declares on the local AWS. Programs run one after the other.
 * Throws `ResourceUnsupported` for a type or a property that has no local counterpart, and what AWS answers otherwise.
 */
export async function deployProgram({ program, config = {}, ...given }: ProgramDeployment): Promise<DeploymentResult> {
  const deployment = { ...DEFAULTS, now: new Date(), ...given };
  const run = turn.then(async () => await runAlone(program, config, deployment));
  turn = run.catch(() => undefined);
  return await run;
}

const DEFAULTS = { account: LOCAL_ACCOUNT, partition: 'aws', functionEnvironment: () => ({}) } as const;

/** Pulumi's runtime keeps its project, stack and configuration in globals. */
let turn: Promise<unknown> = Promise.resolve();

async function runAlone(
  program: () => unknown,
  config: Readonly<Record<string, string>>,
  deployment: Deployment,
): Promise<DeploymentResult> {
  const { mocks, fail, failed, resources, notes } = localMocks(deployment);
  await runtime.setMocks(mocks, deployment.project, deployment.stack, false);
  runtime.setAllConfig({ 'aws:region': deployment.region, ...config });
  const finished = (async () => {
    const outputs = await runtime.runInPulumiStack(async () => {
      try {
        return await program();
      } catch (error) {
        // Thrown further, it would also surface as an unhandled rejection inside Pulumi's runtime.
        fail(error);
        return {};
      }
    });
    // Outputs may resolve before resources that nothing waits for.
    await runtime.disconnect();
    return outputs;
  })();
  const outputs = await Promise.race([finished, failed]);
  return { outputs: outputs ?? {}, resources, notes: [...new Set(notes)] };
}
