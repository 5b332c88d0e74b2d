import { DriftDetected } from '#src/errors.ts';
import { readBaseline, takeBaseline } from '#src/kubernetes/baseline.ts';
import { compareBaseline } from '#src/kubernetes/compare-baseline.ts';
import { advance } from '#src/migration/advance.ts';
import { archiveStoreOf } from '#src/migration/archive-store.ts';
import { beginStep, type Held } from '#src/migration/begin-step.ts';
import { keepEvidence } from '#src/migration/evidence.ts';
import { holdTenant } from '#src/migration/pause.ts';
import type { Ports } from '#src/migration/ports.ts';
import { portsOf } from '#src/migration/ports-of.ts';
import { readTarget } from '#src/migration/read-target.ts';
import { requireClosed } from '#src/migration/require-receipt.ts';
import type { RunRef } from '#src/run-ref.ts';
import { formatStackRef, targetRefOf } from '#src/stack-ref.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';
import type { VaultPointer } from '#src/vault/vault.ts';

export type ValidateOutcome = { readonly outcome: 'Clean'; readonly verdict: VaultPointer } | Held;

/** One thing that was compared, and how it came out. */
export interface Comparison {
  readonly name: string;
  readonly isClean: boolean;
  readonly found: string;
}

/** Compares everything once more before cut-over: target, source and cluster. Throws `DriftDetected`. */
export async function validate(run: RunRef, given: Ports): Promise<ValidateOutcome> {
  const ports = portsOf(run, given);
  const begun = await beginStep(run, ports);
  if ('held' in begun) return begun.held;
  const { record } = begun;

  const openedAt = ports.clock.now().toISOString();
  const comparisons = [
    ...(await compareTarget(record, run, ports)),
    await compareSource(record, run, ports),
    ...(await compareCluster(record, run, ports)),
  ];
  const drifted = comparisons.filter(({ isClean }) => !isClean);
  const verdict = await keepEvidence(run, 'verdict', { run, openedAt, comparisons }, ports.vault);
  if (drifted.length > 0) throw driftOf(record, drifted);
  return await close(record, run, { openedAt, verdict }, ports);
}

async function compareTarget(record: TenantRecord, run: RunRef, ports: Ports): Promise<readonly Comparison[]> {
  const { digest, checkpoint } = await requireClosed('import', run, ports);
  const found = await readTarget(targetRefOf(record.stack), ports);
  return [
    { name: 'target digest', isClean: found.digest === digest, found: found.digest },
    {
      name: 'target version',
      isClean: found.object.versionId === checkpoint.versionId,
      found: found.object.versionId,
    },
  ];
}

async function compareSource(record: TenantRecord, run: RunRef, ports: Ports): Promise<Comparison> {
  if (record.source.kind === 'file') {
    return { name: 'source', isClean: true, found: 'not looked at: a file stays, its sender watches the stack' };
  }
  const { sourceVersion } = await requireClosed('export', run, ports);
  const source = await ports.openSource(record);
  const { version, currentOperation } = await source.describe(record.stack);
  const found = `version ${version}, exported was ${sourceVersion}${currentOperation ? ', somebody is deploying' : ''}`;
  return { name: 'source unmoved', isClean: version === sourceVersion && !currentOperation, found };
}

async function compareCluster(record: TenantRecord, run: RunRef, ports: Ports): Promise<readonly Comparison[]> {
  const { baseline } = await requireClosed('backup', run, ports);
  const before = await readBaseline(baseline, archiveStoreOf(run, ports.vault));
  const after = await takeBaseline(await ports.openCluster(record.cluster), ports.clock);
  const differences = compareBaseline(before, after);
  const objects: Comparison = { name: 'cluster', isClean: true, found: `${after.objects.length} objects compared` };
  return [
    objects,
    ...differences.map(({ subject, severity, found }) => ({
      name: `cluster: ${subject}`,
      isClean: severity === 'notice',
      found,
    })),
  ];
}

function driftOf(record: TenantRecord, drifted: readonly Comparison[]): DriftDetected {
  const shown = drifted.slice(0, 5).map(({ name, found }) => `${name}: ${found}`);
  return new DriftDetected({
    subject: formatStackRef(record.stack),
    found: `${drifted.length} comparisons do not hold: ${shown.join('; ')}`,
    next: 'read the verdict in the vault; this run is rolled back',
  });
}

async function close(
  before: TenantRecord,
  run: RunRef,
  { openedAt, verdict }: { readonly openedAt: string; readonly verdict: VaultPointer },
  ports: Ports,
): Promise<ValidateOutcome> {
  const closedAt = ports.clock.now().toISOString();
  const ready = await advance(ports.tracking, {
    before,
    set: { status: 'ready' },
    receipt: { kind: 'closed', step: 'validate', run, openedAt, closedAt, verdict },
    note: { event: 'ready', at: closedAt, detail: { verdict: verdict.key } },
  });
  if (run.mode === 'rehearse' || ready.cutOver === 'auto') return { outcome: 'Clean', verdict };
  const reason = 'ready: cut-over waits for a person to say go';
  await holdTenant(ready, reason, ports);
  return { outcome: 'Held', reason };
}
