import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { commandAsker } from '#src/aws/invoke-command.ts';
import { type CliSettings, gatherEnvironment, parseCliSettings } from '#src/cli/settings.ts';
import type { Remote, Surroundings } from '#src/cli/surroundings.ts';
import { DynamoStore } from '#src/tracking/dynamo-store.ts';

/** The deployment that settings name. */
export function connectRemote(settings: CliSettings): Remote {
  const options = clientOptions(settings);
  return {
    tracking: new DynamoStore(settings.table, new DynamoDBClient(options)),
    ask: commandAsker(new LambdaClient(options), settings.commandFunction),
  };
}

/** What every client of the SDK is given. */
export function clientOptions({ region, endpointUrl, credentials }: CliSettings) {
  return {
    region,
    ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}

/** Settings from the file of `--settings`, or from the environment, and the deployment they name. */
export async function openRemote(
  { settings }: { readonly settings?: string | undefined },
  { environment, connect }: Pick<Surroundings, 'environment' | 'connect'>,
): Promise<Remote> {
  return connect(parseCliSettings(await gatherEnvironment(environment, settings)));
}
