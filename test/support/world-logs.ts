import { DescribeLogGroupsCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { World } from '#local/world/start-world.ts';

type Place = Pick<World, 'clients'>;

export async function logGroupsOf({ clients }: Place): Promise<readonly string[]> {
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await clients.logs.send(new DescribeLogGroupsCommand({ nextToken }));
    names.push(...(page.logGroups ?? []).flatMap(({ logGroupName }) => logGroupName ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return names;
}

/** Every line of a log group. */
export async function linesOf({ clients }: Place, logGroupName: string): Promise<readonly string[]> {
  const lines: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await clients.logs.send(new FilterLogEventsCommand({ logGroupName, nextToken }));
    lines.push(...(page.events ?? []).flatMap(({ message }) => message ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return lines;
}

/** How many times a function has come to an end for a tenant, well or not. */
export async function endingsOf(world: Place, functionName: string, tenant: string): Promise<number> {
  const lines = await linesOf(world, `/aws/lambda/${functionName}`);
  return lines.filter((line) => line.includes(`"tenant":"${tenant}"`) && /"step (ends|fails)"/.test(line)).length;
}
