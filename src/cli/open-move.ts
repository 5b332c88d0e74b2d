import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { readPassphrase } from '#src/cli/passphrase.ts';
import type { Environment } from '#src/cli/settings.ts';
import type { Clock } from '#src/clock.ts';
import { ContractViolated, SettingsInvalid } from '#src/errors.ts';
import type { MovePorts } from '#src/migration/stack-move.ts';
import { type ConfigFile, configFile } from '#src/pulumi/config/config-file.ts';
import { KmsKeys } from '#src/pulumi/secrets/kms-keys.ts';
import { PassphraseKeys } from '#src/pulumi/secrets/passphrase-keys.ts';
import { parseSecretsUrl } from '#src/pulumi/secrets/secrets-url.ts';
import { kmsStackKeys, type StackKeys } from '#src/pulumi/secrets/stack-keys.ts';
import { ExportFileSource } from '#src/pulumi/source/export-file.ts';
import { PulumiCloudSource } from '#src/pulumi/source/pulumi-cloud.ts';
import type { StackSource } from '#src/pulumi/source/stack-source.ts';
import { FileObjects } from '#src/pulumi/target/file-objects.ts';
import type { ObjectStore } from '#src/pulumi/target/object-store.ts';
import { PrefixedObjects } from '#src/pulumi/target/prefixed-objects.ts';
import { S3Objects } from '#src/pulumi/target/s3-objects.ts';
import { SelfHostedBackend } from '#src/pulumi/target/self-hosted-backend.ts';
import { parseTargetUrl } from '#src/pulumi/target/target-url.ts';
import type { StackRef } from '#src/stack-ref.ts';

/** Where a move goes from and to, as flags name it. */
export interface MovePlaces {
  readonly from: string;
  readonly to: string;
  readonly secretsProvider: string;
  /** A config file, or the folder of the stacks' config files. */
  readonly config?: string | undefined;
}

interface Given {
  readonly environment: Environment;
  readonly clock: Clock;
}

export type OpenMove = Pick<MovePorts, 'source' | 'target' | 'keys'> & {
  readonly configOf: (stack: StackRef) => Promise<ConfigFile | undefined>;
};

/** Opens both sides without a request. Throws `SettingsInvalid`, `ContractViolated`. */
export async function openMove({ from, to, secretsProvider, config }: MovePlaces, given: Given): Promise<OpenMove> {
  return {
    source: await openSource(from, given),
    target: new SelfHostedBackend({ url: to, objects: objectsOf(to), clock: given.clock }),
    keys: await openKeys(secretsProvider, given),
    configOf: async (stack) => (config === undefined ? undefined : configFile(await configPath(config, stack))),
  };
}

const FILE = 'file:';
const CLOUD = 'https://api.pulumi.com';

async function openSource(from: string, given: Given): Promise<StackSource> {
  const { PULUMI_ACCESS_TOKEN: token, PULUMI_BACKEND_URL: backend = '' } = given.environment;
  const service = (url: string) => (token ? new PulumiCloudSource({ url, token, clock: given.clock }) : undefined);
  if (from.startsWith(FILE)) {
    // The service that holds the file's key is never taken from the file: the request would carry our token.
    const url = backend.startsWith('http') ? backend : CLOUD;
    return new ExportFileSource({ url, bytes: await readExport(from.slice(FILE.length)), keyHolder: service(url) });
  }
  if (!/^https?:\/\//.test(from)) {
    const next = 'write it as https://api.pulumi.com, or file:export.json';
    throw new ContractViolated({ subject: '--from', found: 'it is neither a URL nor a file', next });
  }
  const source = service(from);
  if (source) return source;
  const next = 'set it to a token that may read the stacks';
  throw new SettingsInvalid({ subject: 'PULUMI_ACCESS_TOKEN', found: 'there is no token for the source', next });
}

async function readExport(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    const next = 'make it with pulumi stack export --show-secrets --file';
    throw new ContractViolated({ subject: file, found: 'the export file cannot be read', next, cause });
  }
}

function objectsOf(to: string): ObjectStore {
  const place = parseTargetUrl(to);
  if (place.kind === 'folder') return new FileObjects(place.folder);
  const { bucket, prefix, region, endpoint, profile, forcePathStyle } = place;
  const client = new S3Client({
    forcePathStyle,
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(profile === undefined ? {} : { profile }),
  });
  const objects = new S3Objects(bucket, client);
  return prefix === '' ? objects : new PrefixedObjects(prefix, objects);
}

async function openKeys(provider: string, { environment }: Given): Promise<StackKeys> {
  if (provider === 'passphrase') return new PassphraseKeys(await readPassphrase(environment));
  const {
    keyId,
    region = environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'],
    context,
  } = parseSecretsUrl(provider);
  if (!region) {
    const next = 'write it as awskms://<key>?region=<region>';
    throw new SettingsInvalid({ subject: '--secrets-provider', found: 'the key has no region', next });
  }
  if (Object.keys(context).length > 0) {
    const next = 'leave out context_…: each stack gets context_stack of its own';
    throw new ContractViolated({ subject: '--secrets-provider', found: 'it sets an encryption context', next });
  }
  return kmsStackKeys(new KmsKeys({ keyArn: keyId, region }, new KMSClient({ region })));
}

async function configPath(config: string, { stack }: StackRef): Promise<string> {
  return (await isFolder(config)) ? path.join(config, `Pulumi.${stack}.yaml`) : config;
}

/** What is not there is no folder; that it is no file either is said when it is read. */
export async function isFolder(place: string): Promise<boolean> {
  const found = await stat(place).catch(() => undefined);
  return found?.isDirectory() ?? false;
}
