import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { corruptReplicas } from '#local/demo/corrupt.ts';
import { closeDeployments, type DemoDeployment, startDeployments } from '#local/demo/deployments.ts';
import { readEvidence, type TenantEvidence } from '#local/demo/evidence.ts';
import { followTenants } from '#local/demo/follow.ts';
import { keepEvidence, keepSenderWatch } from '#local/demo/keep-evidence.ts';
import type { Live } from '#local/demo/live.ts';
import { renderReport } from '#local/demo/report/page.ts';
import { type DemoResult, resultOf } from '#local/demo/result.ts';
import { startWaves } from '#local/demo/start-waves.ts';
import { DEMO_TENANTS } from '#local/fleet/tenants.ts';
import { systemClock } from '#src/clock.ts';

/** A tenant that has not ended by then is shown as it stands. */
const PATIENCE_MILLISECONDS = 150_000;

export interface DemoOptions {
  readonly live: Live;
  readonly folder?: string;
  /** Called when all is told and both deployments still stand; they end when it is done. */
  readonly whileUp?: (result: DemoResult, deployments: readonly DemoDeployment[]) => Promise<void>;
}

/** Brings up both deployments, moves the demo's tenants through the real machines, and keeps the evidence. */
export async function runDemo({ live, folder = '.local', whileUp }: DemoOptions): Promise<DemoResult> {
  const clock = systemClock();
  const began = clock.now();
  const run = began.toISOString().replaceAll(/[:.]/g, '-');
  const deployments = await startDeployments({ folder, say: (line) => live.say(line) });
  try {
    await Promise.all(deployments.map(async (deployment) => await move(deployment, live)));
    live.close();
    const seconds = () => Math.round((clock.now().getTime() - began.getTime()) / 100) / 10;
    const result = await conclude({ run, folder: resolve(folder, 'evidence', run), seconds }, deployments);
    await whileUp?.(result, deployments);
    return result;
  } finally {
    live.close();
    await closeDeployments(deployments);
  }
}

async function move(deployment: DemoDeployment, live: Live): Promise<void> {
  const { world, tenants } = deployment;
  const troubled = tenants.filter(({ trouble }) => trouble).map(({ stack }) => stack.stack);
  if (troubled.length > 0) world.faultyS3.inject({ corrupt: corruptReplicas(troubled) });
  await startWaves(deployment);
  await followTenants({
    tenants: tenants.map(({ name }) => name),
    tracking: world.tracking,
    clock: systemClock(),
    patienceMilliseconds: PATIENCE_MILLISECONDS,
    onHappening: (happening) => live.tell(happening),
    onLook: (record) => live.look(record),
  });
  // What is left up may be tried again: the fault was found and removed.
  world.faultyS3.inject({});
}

async function conclude(
  { run, folder, seconds }: { readonly run: string; readonly folder: string; readonly seconds: () => number },
  deployments: readonly DemoDeployment[],
): Promise<DemoResult> {
  await mkdir(folder, { recursive: true });
  const found: TenantEvidence[] = [];
  for (const deployment of deployments) {
    for (const { name } of deployment.tenants) {
      const evidence = await readEvidence(name, deployment);
      await keepEvidence(evidence, folder, deployment.world);
      found.push(evidence);
    }
  }
  const tenants = found.map(resultOf);
  const isQuiet = await watchAsSenders(deployments, folder);
  const ok = isQuiet && tenants.every(({ tenant, outcome }) => outcome === expectedOutcome(tenant));
  const report = join(folder, 'report.html');
  const result: DemoResult = { ok, run, seconds: seconds(), tenants, evidence: folder, report };
  await writeFile(report, renderReport(result, found));
  return result;
}

function expectedOutcome(tenant: string): string {
  return DEMO_TENANTS.find(({ name }) => name === tenant)?.trouble ? 'rolledBack' : 'migrated';
}

/** True when every stack that was handed over still stands in the source as it was. */
async function watchAsSenders(deployments: readonly DemoDeployment[], folder: string): Promise<boolean> {
  const signals = [];
  for (const sender of deployments.flatMap(({ senders }) => senders)) {
    const signal = await sender.watch();
    await keepSenderWatch(sender.tenant, signal, folder);
    signals.push(signal);
  }
  return signals.every(({ state }) => state === 'good');
}
