import { ContractViolated, DriftDetected, PublicationDiverged, SourceMoved, UpdateInProgress } from '#src/errors.ts';
import { advance, expectClaim } from '#src/migration/advance.ts';
import { heldBefore } from '#src/migration/begin-step.ts';
import { readCompanion } from '#src/migration/companion.ts';
import { pause } from '#src/migration/pause.ts';
import type { Ports } from '#src/migration/ports.ts';
import { requireClosed } from '#src/migration/require-receipt.ts';
import { formatRun, type RunRef } from '#src/run-ref.ts';
import { formatStackRef, targetRefOf } from '#src/stack-ref.ts';
import type { ClosedReceipt } from '#src/tracking/receipts.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

export type CutOverOutcome =
  | { readonly outcome: 'CutOver'; readonly sourceVersion: number }
  | { readonly outcome: 'Held'; readonly reason: string };

/** How long running deploys may take to end, in minutes of programme time, before the run is rolled back instead. */
const PATIENCE_MINUTES = 10;
const POLL_SECONDS = 15;

/**
 * Makes the target the truth: freeze → wait for running deploys → re-read → flip the record → publish → read back →
 * unfreeze. Repeated after a crash it goes on from what the record says: not flipped, it starts over; flipped, it publishes.
 */
export async function cutOver(run: RunRef, ports: Ports): Promise<CutOverOutcome> {
  if (run.mode === 'rehearse') throw onlyRehearsed(run);
  const receipt = await ports.tracking.readReceipt('cutover', run);
  if (receipt?.kind === 'closed') return { outcome: 'CutOver', sourceVersion: receipt.sourceVersion };

  const record = await ports.tracking.readRecord(run.tenant);
  const held = heldBefore(record, run);
  if (held) return held;
  expectClaim(record, run);
  const paused = record.active === 'source' && (await pause(record, ports));
  if (paused) {
    // An earlier try of this step may have died after its freeze.
    await ports.publisher.unfreeze(record.stack, run);
    return { outcome: 'Held', reason: paused };
  }

  const flipped = record.active === 'target' ? record : await freezeAndFlip(record, run, ports);
  await publishTarget(flipped, run, ports);
  await ports.publisher.unfreeze(record.stack, run);
  return await close(flipped, run, ports);
}

function onlyRehearsed(run: RunRef): ContractViolated {
  return new ContractViolated({
    subject: formatRun(run),
    found: 'a rehearsal does not cut over',
    next: 'start the tenant to move it',
  });
}

async function freezeAndFlip(record: TenantRecord, run: RunRef, ports: Ports): Promise<TenantRecord> {
  await freeze(record, run, ports);
  const exported = await requireClosed('export', run, ports);
  const imported = await requireClosed('import', run, ports);
  await waitForDeploys(record, exported.sourceVersion, ports);
  await expectTargetUntouched(record, imported, ports);

  const at = ports.clock.now().toISOString();
  return await advance(ports.tracking, {
    before: record,
    set: { status: 'cuttingOver', active: 'target' },
    receipt: {
      kind: 'open',
      step: 'cutover',
      run,
      openedAt: at,
      sourceVersion: exported.sourceVersion,
      checkpointVersionId: imported.checkpoint.versionId,
    },
    note: { event: 'flipped', at, detail: { active: 'target', sourceVersion: exported.sourceVersion } },
  });
}

/** A rollback claims the tenant and then lifts the freeze: a handler that outlived its execution may not freeze anew. */
async function freeze({ stack }: TenantRecord, run: RunRef, { publisher, tracking }: Ports): Promise<void> {
  await publisher.freeze(stack, run);
  try {
    expectClaim(await tracking.readRecord(run.tenant), run);
  } catch (error) {
    await publisher.unfreeze(stack, run);
    throw error;
  }
}

async function waitForDeploys(record: TenantRecord, sourceVersion: number, ports: Ports): Promise<void> {
  const source = await ports.openSource(record);
  const subject = formatStackRef(record.stack);
  for (let waited = 0; ; waited += POLL_SECONDS) {
    const { version, currentOperation } = await source.describe(record.stack);
    if (version !== sourceVersion) {
      throw new SourceMoved({
        subject,
        found: `version ${version} stands in the source, but version ${sourceVersion} was exported`,
        next: 'start a new attempt, which exports the newer state',
      });
    }
    if (!currentOperation) return;
    if (waited >= PATIENCE_MINUTES * 60) {
      throw new UpdateInProgress({
        subject,
        found: `${currentOperation.author} has been deploying for longer than ${PATIENCE_MINUTES} minutes`,
        next: 'let the deploy end, then start again',
      });
    }
    await ports.clock.sleep(POLL_SECONDS * 1000);
  }
}

async function expectTargetUntouched(
  record: TenantRecord,
  imported: ClosedReceipt<'import'>,
  ports: Ports,
): Promise<void> {
  const found = await ports.target.readStack(targetRefOf(record.stack));
  if (found.kind === 'occupied' && found.object.versionId === imported.checkpoint.versionId) return;
  throw new DriftDetected({
    subject: formatStackRef(targetRefOf(record.stack)),
    found: 'the target no longer holds the version this run imported',
    next: 'find out who wrote it; this run is rolled back',
  });
}

async function publishTarget(record: TenantRecord, run: RunRef, ports: Ports): Promise<void> {
  const { config } = await readCompanion(await requireClosed('export', run, ports), ports.vault);
  const stack = formatStackRef(targetRefOf(record.stack));
  const publication = { active: 'target' as const, backendUrl: ports.target.url, stack, config, run };
  await ports.publisher.publish(record.stack, publication);
  const { publication: found } = await ports.publisher.read(record.stack);
  if (found?.active === 'target' && found.backendUrl === ports.target.url && formatRun(found.run) === formatRun(run)) {
    return;
  }
  throw new PublicationDiverged({
    subject: formatStackRef(record.stack),
    found: 'deployers are told something other than what was published',
    next: 'find out who writes the publication; this run is rolled back',
  });
}

async function close(before: TenantRecord, run: RunRef, ports: Ports): Promise<CutOverOutcome> {
  const opened = await ports.tracking.readReceipt('cutover', run);
  if (opened?.kind !== 'open') throw new Error('the receipt of a flipped record is open');
  const at = ports.clock.now().toISOString();
  await advance(ports.tracking, {
    before,
    set: { status: 'soaking' },
    receipt: { ...opened, kind: 'closed', closedAt: at, flippedAt: opened.openedAt },
    note: { event: 'published', at, detail: { active: 'target' } },
  });
  return { outcome: 'CutOver', sourceVersion: opened.sourceVersion };
}
