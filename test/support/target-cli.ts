import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { World } from '#local/world/start-world.ts';
import { PointerPublisher } from '#src/publishing/pointer-publisher.ts';
import type { Publication } from '#src/publishing/publisher.ts';
import type { StackRef } from '#src/stack-ref.ts';
import { judgesDir } from '#test/support/judges.ts';
import { PulumiCli } from '#test/support/pulumi-cli.ts';

/** The real CLI as a deployer of the source: logged in, since secrets are read with the saved credentials. */
export async function sourceCli({ cloud, token }: World, home: string): Promise<PulumiCli> {
  const cli = new PulumiCli({ binaries: judgesDir(), home, backendUrl: cloud.url, accessToken: token });
  await cli.run(['login', cloud.url]);
  return cli;
}

/** The real CLI as a deployer of the target: it knows the local AWS, no token and no passphrase. */
export function targetCli(world: World, { home, backendUrl = stateUrl(world), s3 }: TargetCliOptions): PulumiCli {
  const { endpoint, region } = world.emulator;
  return new PulumiCli({
    binaries: judgesDir(),
    home,
    // Real S3 answers by host name; the local AWS answers by path.
    backendUrl: `${backendUrl}&s3ForcePathStyle=true`,
    aws: { endpoint: s3 ?? endpoint, region },
  });
}

interface TargetCliOptions {
  readonly home: string;
  /** As deployers are told. */
  readonly backendUrl?: string;
  /** Another way to the bucket, such as a proxy with faults. */
  readonly s3?: string;
}

function stateUrl({ backend, emulator }: World): string {
  return `s3://${backend.stateBucket}?region=${emulator.region}`;
}

/** What deployers of a stack are told, as their pipelines read it. */
export async function readPublication({ backend, clients }: World, stack: StackRef): Promise<Publication> {
  const { publication } = await new PointerPublisher(backend.publications, clients.s3).read(stack);
  if (!publication) throw new Error(`${stack.stack}: nothing is published`);
  return publication;
}

/** Puts the published configuration beside a program, as a deployer does; returns the file. */
export async function placeConfig(program: string, stack: StackRef, { config }: Publication): Promise<string> {
  const file = path.join(program, `Pulumi.${stack.stack}.yaml`);
  await writeFile(file, config ?? '');
  return file;
}
