import { ImportDiverged } from '#src/errors.ts';
import { advance, expectClaim } from '#src/migration/advance.ts';
import { beginStep, type Held } from '#src/migration/begin-step.ts';
import { readCompanion } from '#src/migration/companion.ts';
import type { Ports } from '#src/migration/ports.ts';
import { portsOf } from '#src/migration/ports-of.ts';
import { renderDifferences } from '#src/migration/proof.ts';
import { readTarget } from '#src/migration/read-target.ts';
import { requireClosed } from '#src/migration/require-receipt.ts';
import { parseDeployment } from '#src/pulumi/format/deployment.ts';
import { type ComparedState, differencesOf } from '#src/pulumi/format/differences.ts';
import { toCheckpoint } from '#src/pulumi/rekey.ts';
import { createCrypter } from '#src/pulumi/secrets/crypter.ts';
import type { StackContents, TargetObject } from '#src/pulumi/target/target-backend.ts';
import type { RunRef } from '#src/run-ref.ts';
import { formatStackRef, type StackRef, targetRefOf } from '#src/stack-ref.ts';
import type { ClosedReceipt, ReceiptOf } from '#src/tracking/receipts.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

export type ImportOutcome =
  | { readonly outcome: 'Imported'; readonly checkpoint: TargetObject; readonly digest: string }
  | Held;

/** Puts a snapshot into the target and proves that the target returns the same state. */
export async function importStack(run: RunRef, given: Ports): Promise<ImportOutcome> {
  const ports = portsOf(run, given);
  const receipt = await ports.tracking.readReceipt('import', run);
  const begun = await beginStep(run, ports);
  if ('held' in begun) return begun.held;
  if (receipt?.kind === 'closed') return outcomeOf(receipt);

  const exported = await requireClosed('export', run, ports);
  const contents = await contentsOf(begun.record, exported, ports);
  const { opened, record } = receipt
    ? { opened: receipt, record: begun.record }
    : await openReceipt(begun.record, run, contents, ports);
  return outcomeOf(await importOpened(record, { opened, exported, contents }, ports));
}

async function contentsOf(
  record: TenantRecord,
  exported: ClosedReceipt<'export'>,
  ports: Ports,
): Promise<StackContents> {
  const snapshot = await ports.vault.read(exported.snapshot);
  const { tags, history } = await readCompanion(exported, ports.vault);
  const stack = targetRefOf(record.stack);
  const checkpoint = toCheckpoint(parseDeployment(snapshot, formatStackRef(record.stack)), stack);
  return { checkpoint, history, ...(tags ? { tags } : {}) };
}

type OpenImport = Extract<ReceiptOf<'import'>, { kind: 'open' }>;

/** Rollback undoes from the keys in this receipt, so it stands before the first write. */
async function openReceipt(before: TenantRecord, run: RunRef, contents: StackContents, ports: Ports) {
  const keys = ports.target.keysOf(run, targetRefOf(before.stack), contents);
  const openedAt = ports.clock.now().toISOString();
  const opened: OpenImport = {
    kind: 'open',
    step: 'import',
    run,
    openedAt,
    // `meta.yaml` belongs to the whole backend: written where missing, never taken away again.
    keys: [keys.lock, keys.tags, keys.checkpoint],
    history: contents.history.map(({ startedAtNanos }) => String(startedAtNanos)),
  };
  const note = { event: 'importOpened', at: openedAt, detail: { history: opened.history.length } };
  return { opened, record: await advance(ports.tracking, { before, set: {}, receipt: opened, note }) };
}

async function importOpened(
  before: TenantRecord,
  given: { opened: OpenImport; exported: ClosedReceipt<'export'>; contents: StackContents },
  ports: Ports,
): Promise<ClosedReceipt<'import'>> {
  const { opened, exported, contents } = given;
  const stack = targetRefOf(before.stack);
  await lockTarget(opened.run, stack, ports);
  await ports.target.putStack(opened.run, stack, contents);
  const checkpoint = await proveTarget(before, exported, ports);
  await ports.target.unlock(opened.run, stack);

  const closedAt = ports.clock.now().toISOString();
  const { digest } = exported;
  const closed: ClosedReceipt<'import'> = {
    ...opened,
    kind: 'closed',
    closedAt,
    checkpoint,
    digest,
  };
  await advance(ports.tracking, {
    before,
    set: { status: 'imported' },
    receipt: closed,
    note: { event: 'imported', at: closedAt, detail: { digest, versionId: checkpoint.versionId } },
  });
  return closed;
}

/**
 * A rollback claims the tenant and then takes the lock away. So a handler that outlived its execution either meets no lock
 * of its own while writing, or finds here, having locked too late, that the run no longer holds the tenant.
 */
async function lockTarget(run: RunRef, stack: StackRef, { tracking, target }: Ports): Promise<void> {
  await target.lock(run, stack);
  try {
    expectClaim(await tracking.readRecord(run.tenant), run);
  } catch (error) {
    await target.unlock(run, stack);
    throw error;
  }
}

async function proveTarget(
  record: TenantRecord,
  exported: ClosedReceipt<'export'>,
  ports: Ports,
): Promise<TargetObject> {
  const stack = targetRefOf(record.stack);
  const found = await readTarget(stack, ports);
  if (found.digest === exported.digest) return found.object;
  const expected = await snapshotState(exported, found, ports);
  throw new ImportDiverged({
    subject: formatStackRef(stack),
    found: `the target returns another state than the source held: ${renderDifferences(differencesOf(expected, found))}`,
    next: 'nobody may deploy to it; this run is rolled back, then start a new attempt',
  });
}

/** What should stand in the target: the snapshot, opened with the key of its receipt. */
async function snapshotState(
  exported: ClosedReceipt<'export'>,
  { deployment: { subject } }: ComparedState,
  ports: Ports,
): Promise<ComparedState> {
  const deployment = parseDeployment(await ports.vault.read(exported.snapshot), subject);
  const { secretsUrl: url, encryptedKey } = exported;
  const crypter = createCrypter(await ports.keys.unwrap({ url, encryptedKey }), subject);
  return { deployment, secrets: { open: ({ held }) => crypter.decrypt(held.text), macKey: crypter.macKey } };
}

function outcomeOf({ checkpoint, digest }: ClosedReceipt<'import'>): ImportOutcome {
  return { outcome: 'Imported', checkpoint, digest };
}
