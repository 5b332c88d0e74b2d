import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import backend from '#infra/backend/index.ts';
import pipeline from '#infra/pipeline/index.ts';
import { type Clients, localClients } from '#local/deploy/clients.ts';
import { deployProgram } from '#local/deploy/deploy-program.ts';

const backendOutputs = z.object({
  backend: z.object({
    stateBucket: z.string(),
    stateKeyArn: z.string(),
    secretsKeyArn: z.string(),
    publications: z.string(),
    publicationsKeyArn: z.string(),
  }),
});

const pipelineOutputs = z.object({
  table: z.string(),
  vault: z.string(),
  sourceTokenArn: z.string(),
  command: z.string(),
  settings: z.record(z.string(), z.string()),
  machines: z.object({ wave: z.string(), migrate: z.string(), soak: z.string(), rollback: z.string() }),
});

/** Names and ARNs of one deployment of `infra/backend` and `infra/pipeline` on the local AWS. */
export interface DeployedWorld {
  readonly backend: z.infer<typeof backendOutputs>['backend'];
  readonly pipeline: z.infer<typeof pipelineOutputs>;
  readonly clients: Clients;
}

/** A region group; without a window its waves are started by hand. */
export interface WorldGroup {
  readonly name: string;
  readonly region: string;
  readonly window?: { readonly cron: string; readonly timeZone: string };
}

export interface WorldPlace {
  readonly endpoint: string;
  readonly region: string;
  readonly partition: string;
  readonly sourceUrl: string;
  readonly sourceToken: string;
  readonly groups: readonly WorldGroup[];
  readonly timeScale: number;
  readonly soakMinutes: number;
  readonly sampleMinutes: number;
  /** Beside what every function is given to find the local AWS. */
  readonly functionEnvironment: (logicalName: string) => Readonly<Record<string, string>>;
}

/** Deploys the programs of `infra` and puts the source's token where the handlers read it. */
export async function deployWorld(place: WorldPlace): Promise<DeployedWorld> {
  const { endpoint, region, partition } = place;
  const common = { endpoint, region, partition, stack: 'local' };
  const first = await deployProgram({ ...common, program: backend, project: 'stackferry-backend' });
  const outputs = backendOutputs.parse(first.outputs);
  const second = await deployProgram({
    ...common,
    program: pipeline,
    project: 'stackferry-pipeline',
    functionEnvironment: place.functionEnvironment,
    config: pipelineConfig(place, outputs.backend),
  });
  const deployed = {
    backend: outputs.backend,
    pipeline: pipelineOutputs.parse(second.outputs),
    clients: localClients({ endpoint, region }),
  };
  await deployed.clients.secrets.send(
    new PutSecretValueCommand({ SecretId: deployed.pipeline.sourceTokenArn, SecretString: place.sourceToken }),
  );
  return deployed;
}

function pipelineConfig(place: WorldPlace, deployed: DeployedWorld['backend']): Record<string, string> {
  return {
    [key('backend')]: JSON.stringify(deployed),
    [key('sourceUrl')]: place.sourceUrl,
    [key('groups')]: JSON.stringify(place.groups),
    [key('timeScale')]: String(place.timeScale),
    [key('soakMinutes')]: String(place.soakMinutes),
    [key('sampleMinutes')]: String(place.sampleMinutes),
  };
}

function key(name: string): string {
  return `stackferry-pipeline:${name}`;
}
