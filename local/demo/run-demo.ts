import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { corruptReplicas } from '#local/demo/corrupt.ts';
import { collectEvidence } from '#local/demo/evidence.ts';
import { followTenants } from '#local/demo/follow.ts';
import { type ReportedTenant, renderReport } from '#local/demo/report.ts';
import { type DemoResult, resultOf } from '#local/demo/result.ts';
import { tenantStack } from '#local/fleet/fleet-stack.ts';
import { DEMO_ORGANIZATION, DEMO_TENANTS, type DemoTenant } from '#local/fleet/tenants.ts';
import { type Inhabitant, startWorld, type World } from '#local/world/start-world.ts';
import { systemClock } from '#src/clock.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

const PARTITION = 'aws';
const PATIENCE_MILLISECONDS = 150_000;

export interface DemoOptions {
  /** Told one line at a time what is going on. */
  readonly say: (line: string) => void;
  readonly folder?: string;
}

/** Brings up the local AWS, moves the demo's tenants through the real machines, and keeps the evidence. */
export async function runDemo({ say, folder = '.local' }: DemoOptions): Promise<DemoResult> {
  const clock = systemClock();
  const began = clock.now();
  const run = began.toISOString().replaceAll(/[:.]/g, '-');
  const world = await startWorld({
    organization: DEMO_ORGANIZATION,
    inhabitants: DEMO_TENANTS.map(inhabitantOf),
    folder,
    onProgress: say,
  });
  try {
    const troubled = DEMO_TENANTS.filter(({ trouble }) => trouble).map(({ stack }) => stack.stack);
    world.faultyS3.inject({ corrupt: corruptReplicas(troubled) });
    for (const { name } of DEMO_TENANTS) await start(name, world);
    const records = await followTenants({
      tenants: DEMO_TENANTS.map(({ name }) => name),
      tracking: world.tracking,
      clock,
      patienceMilliseconds: PATIENCE_MILLISECONDS,
      onHappening: ({ tenant, entry }) => say(`${tenant.padEnd(12)} ${entry.event}${detailOf(entry.detail)}`),
    });
    const evidence = resolve(folder, 'evidence', run);
    const seconds = () => Math.round((clock.now().getTime() - began.getTime()) / 100) / 10;
    return await conclude({ run, evidence, seconds }, records, world);
  } finally {
    await world.close();
  }
}

async function start(tenant: string, { clients, pipeline }: World): Promise<void> {
  const Payload = JSON.stringify({ command: 'start', tenant });
  const { FunctionError, Payload: answer } = await clients.lambda.send(
    new InvokeCommand({ FunctionName: pipeline.command, Payload }),
  );
  if (FunctionError) throw new Error(`${tenant} could not be started: ${Buffer.from(answer ?? []).toString('utf8')}`);
}

async function conclude(
  { run, evidence, seconds }: { readonly run: string; readonly evidence: string; readonly seconds: () => number },
  records: readonly TenantRecord[],
  world: World,
): Promise<DemoResult> {
  await mkdir(evidence, { recursive: true });
  const tenants: ReportedTenant[] = [];
  for (const record of records) {
    const journal = await world.tracking.readJournal(record.tenant);
    const exported = await world.tracking.readReceipt('export', { tenant: record.tenant, attempt: record.attempt });
    const closed = exported?.kind === 'closed' ? exported : undefined;
    tenants.push({ ...resultOf(record, journal, closed, PARTITION), journal });
    await collectEvidence(record, evidence, world);
  }
  const results = tenants.map(({ journal: _, ...result }) => result);
  const ok = results.every(({ tenant, outcome }) => outcome === expectedOutcome(tenant));
  const report = join(evidence, 'report.html');
  const result: DemoResult = { ok, run, seconds: seconds(), tenants: results, evidence, report };
  await writeFile(report, renderReport(result, tenants));
  return result;
}

function expectedOutcome(tenant: string): string {
  return DEMO_TENANTS.find(({ name }) => name === tenant)?.trouble ? 'rolledBack' : 'migrated';
}

function inhabitantOf(tenant: DemoTenant): Inhabitant {
  const { name, variant, group, stack, region } = tenant;
  return { tenant: { tenant: name, variant, group, stack }, region, seed: tenantStack(tenant) };
}

function detailOf(detail: Readonly<Record<string, string | number | boolean>>): string {
  const text = Object.entries(detail)
    .filter(([key]) => key !== 'execution')
    .map(([key, value]) => `${key} ${String(value).slice(0, 200)}`);
  return text.length > 0 ? `: ${text.join(', ')}` : '';
}
