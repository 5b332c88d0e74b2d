import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { SettingsInvalid } from '#src/errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What every command needs to find its deployment; `doctor` needs what the handlers have, too. */
export interface CliSettings {
  readonly region: string;
  /** Only set where the AWS services answer somewhere else, as on the local AWS. */
  readonly endpointUrl: string | undefined;
  /** Only given for the local AWS; everywhere else the SDK finds its own. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  readonly table: string;
  readonly commandFunction: string;
  /** Everything as it was found, for those that read more. */
  readonly environment: Environment;
}

const settingsSchema = z.object({
  AWS_REGION: z.string().min(1),
  AWS_ENDPOINT_URL: z.url().optional(),
  STACKFERRY_TABLE: z.string().min(1),
  STACKFERRY_COMMAND: z.string().min(1),
});

const textsSchema = z.record(z.string(), z.coerce.string());

/** The variables of a settings file over those of the environment: a flag says more than what happens to be exported. */
export async function gatherEnvironment(environment: Environment, file: string | undefined): Promise<Environment> {
  const gathered = file === undefined ? environment : { ...environment, ...parseFile(file, await readText(file)) };
  const region = gathered['AWS_REGION'] ?? gathered['AWS_DEFAULT_REGION'];
  return { ...gathered, ...(region ? { AWS_REGION: region } : {}) };
}

/** Throws `SettingsInvalid` naming every variable that is missing or malformed, never its value. */
export function parseCliSettings(environment: Environment): CliSettings {
  const parsed = settingsSchema.safeParse(environment);
  if (!parsed.success) {
    const names = parsed.error.issues.map(({ path }) => path.join('.'));
    throw invalid('settings', `missing or malformed: ${names.join(', ')}`);
  }
  const { AWS_REGION, AWS_ENDPOINT_URL, STACKFERRY_TABLE, STACKFERRY_COMMAND } = parsed.data;
  return {
    region: AWS_REGION,
    endpointUrl: AWS_ENDPOINT_URL,
    credentials: AWS_ENDPOINT_URL === undefined ? undefined : credentialsOf(environment),
    table: STACKFERRY_TABLE,
    commandFunction: STACKFERRY_COMMAND,
    environment,
  };
}

function credentialsOf(environment: Environment): CliSettings['credentials'] {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  return accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw invalid(file, 'the settings file cannot be read', error);
  }
}

/** JSON, as `pulumi stack output settings --json` prints it, or lines of `NAME=value`. */
function parseFile(file: string, text: string): Environment {
  if (!text.trimStart().startsWith('{')) return parseEnv(text);
  try {
    return textsSchema.parse(JSON.parse(text));
  } catch {
    // The cause would show the file's text.
    throw invalid(file, 'the settings file is neither one JSON object of texts nor lines of NAME=value');
  }
}

function invalid(subject: string, found: string, cause?: unknown): SettingsInvalid {
  const next =
    'in infra/pipeline run pulumi stack output settings --json > settings.json, then pass --settings settings.json, or export its variables';
  return new SettingsInvalid({ subject, found, next, cause });
}
