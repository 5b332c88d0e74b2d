import { mkdir, mkdtemp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { freePort } from '#local/emulator/free-port.ts';
import { endLeftovers } from '#local/emulator/leftovers.ts';
import { preparePython } from '#local/emulator/python.ts';
import { startServer } from '#local/emulator/server.ts';

export interface EmulatorOptions {
  /** Where everything of the local AWS lives: its Python environment, its state, its logs. */
  readonly folder?: string;
  /** Whether signatures and IAM policies are enforced; not for China, whose ARNs the emulator does not know. */
  readonly auth?: boolean;
  readonly region?: string;
  /** A fixed port instead of any free one. */
  readonly port?: number;
  /** Told what is going on, as a first start takes a while. */
  readonly onProgress?: (message: string) => void;
}

export interface Emulator {
  /** Every service answers here. */
  readonly endpoint: string;
  readonly region: string;
  /** What a process or a function needs in its environment to use this AWS instead of the real one. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * Starts an emulated AWS on the loopback interface, first making its Python environment where that is missing. Ends what
 * a killed earlier run left behind. Throws `LocalAwsUnavailable`.
 */
export async function startEmulator({
  folder = '.local',
  auth = true,
  region = 'eu-central-1',
  port,
  onProgress = () => undefined,
}: EmulatorOptions = {}): Promise<Emulator> {
  const root = resolve(folder);
  const runs = join(root, 'run');
  await mkdir(runs, { recursive: true });
  await endLeftovers(runs);
  const python = await preparePython(root, onProgress);
  const state = await mkdtemp(join(root, 'emulator-'));
  onProgress('starting the local AWS');
  const server = await startServer({ python, state, runs, port: port ?? (await freePort()), auth, region });
  return {
    endpoint: server.endpoint,
    region,
    environment: {
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
    stop: async () => await server.stop(),
  };
}
