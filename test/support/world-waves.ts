import { GetScheduleCommand, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import type { World } from '#local/world/start-world.ts';
import type { Wave, WaveResult } from '#src/tracking/wave.ts';
import { eventually } from '#test/support/local-aws.ts';
import { command, type Ended, executionsOf, startMachine } from '#test/support/world-runs.ts';

const PATIENCE_SECONDS = 90;

/** Opens a group's window now: its deployed schedule, with the target and role it has, fires within ten seconds. */
export async function openWindow({ clients }: World, group: string): Promise<void> {
  const Name = `stackferry-wave-${group}`;
  const { Target, FlexibleTimeWindow } = await clients.scheduler.send(new GetScheduleCommand({ Name }));
  const soon = new Date(Date.now() + 1000).toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length);
  await clients.scheduler.send(
    new UpdateScheduleCommand({ Name, Target, FlexibleTimeWindow, ScheduleExpression: `at(${soon})` }),
  );
}

/** Starts a wave as the command line does and returns the ARN of its execution. */
export async function startWave(world: World, group: string, wave = `${group}-1`): Promise<string> {
  const { execution, errorMessage } = await command(world, { command: 'startWave', group, wave });
  if (execution === undefined) throw new Error(`no wave of ${group} was started: ${errorMessage}`);
  return execution;
}

/** Starts run-wave as its schedule does. */
export async function fire(world: World, group: string): Promise<string> {
  return await startMachine(world, 'wave', { group, scheduled: true });
}

/** Waits until a group has a wave that stands like this. */
export async function waveOf(world: World, group: string, ...statuses: Wave['status'][]): Promise<Wave> {
  return await eventually(async () => {
    const waves = await world.tracking.listWaves();
    return waves.find((wave) => wave.group === group && statuses.includes(wave.status));
  }, PATIENCE_SECONDS);
}

/** What an ended wave says of each of its tenants. */
export function outcomesOf({ output }: Ended): Readonly<Record<string, string>> {
  const tenants = (output?.['tenants'] ?? []) as readonly WaveResult[];
  return Object.fromEntries(tenants.map(({ tenant, outcome }) => [tenant, outcome]));
}

/** The tenant of these that took the first slot, once it has been backed up. */
export async function firstToMove({ tracking }: World, tenants: readonly string[]): Promise<string> {
  return await eventually(async () => {
    const records = await Promise.all(tenants.map(async (tenant) => await tracking.readRecord(tenant)));
    return records.find(({ status }) => status === 'backedUp' || status === 'exported')?.tenant;
  }, PATIENCE_SECONDS);
}

/** The running or ended migrate-tenant execution of a tenant, once there is one. */
export async function migrationOf(world: World, tenant: string): Promise<string> {
  return await eventually(async () => {
    const executions = await executionsOf(world, 'migrate');
    return executions.find(({ input }) => (input as { tenant: string }).tenant === tenant)?.arn;
  }, PATIENCE_SECONDS);
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** When each tenant moved, by its journal: from its claim to what ended its move. */
export async function spansOf({ tracking }: World, tenants: readonly string[]): Promise<readonly Span[]> {
  const spans = tenants.map(async (tenant) => {
    const journal = await tracking.readJournal(tenant);
    const time = (...events: string[]) => Date.parse(journal.find(({ event }) => events.includes(event))?.at ?? '');
    return { from: time('claimed'), to: time('published', 'rolledBack', 'held') };
  });
  return await Promise.all(spans);
}

/** How many spans lie over each other where most do. */
export function mostAtOnce(spans: readonly Span[]): number {
  const atStartOf = spans.map(({ from }) => spans.filter((other) => other.from <= from && from < other.to).length);
  return Math.max(0, ...atStartOf);
}
