import { advance } from '#src/migration/advance.ts';
import { beginStep, type Held } from '#src/migration/begin-step.ts';
import { companionOf } from '#src/migration/companion.ts';
import { contentHash } from '#src/migration/evidence.ts';
import type { Ports } from '#src/migration/ports.ts';
import { readSource } from '#src/migration/read-source.ts';
import { digestOf } from '#src/pulumi/format/canonical.ts';
import { rekeyDeployment } from '#src/pulumi/rekey.ts';
import { createCrypter } from '#src/pulumi/secrets/crypter.ts';
import type { RunRef } from '#src/run-ref.ts';
import { formatStackRef } from '#src/stack-ref.ts';
import type { ClosedReceipt, ReceiptOf } from '#src/tracking/receipts.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';
import { vaultKey } from '#src/vault/keys.ts';
import type { VaultPointer } from '#src/vault/vault.ts';

export type ExportOutcome =
  | {
      readonly outcome: 'Exported';
      readonly snapshot: VaultPointer;
      readonly digest: string;
      readonly resources: number;
    }
  | Held;

/**
 * Takes the source's state at one version, re-encrypts it under the stack's new data key and keeps it in the vault. The
 * wrapped data key is in the receipt before its first use, so a repetition gives the same bytes.
 */
export async function exportStack(run: RunRef, ports: Ports): Promise<ExportOutcome> {
  const receipt = await ports.tracking.readReceipt('export', run);
  const begun = await beginStep(run, ports);
  if ('held' in begun) return begun.held;
  if (receipt?.kind === 'closed') return outcomeOf(receipt);

  const { opened, record } = receipt
    ? { opened: receipt, record: begun.record }
    : await openReceipt(begun.record, run, ports);
  return outcomeOf(await exportOpened(record, opened, ports));
}

async function openReceipt(before: TenantRecord, run: RunRef, ports: Ports) {
  const source = await ports.openSource(before);
  const { version } = await source.describe(before.stack);
  const wrappedKey = await ports.keys.create(before.stack);
  const openedAt = ports.clock.now().toISOString();
  const opened: OpenExport = {
    kind: 'open',
    step: 'export',
    run,
    openedAt,
    sourceVersion: version,
    secretsUrl: wrappedKey.url,
    encryptedKey: wrappedKey.encryptedKey,
  };
  const note = { event: 'exportOpened', at: openedAt, detail: { sourceVersion: version } };
  return { opened, record: await advance(ports.tracking, { before, set: {}, receipt: opened, note }) };
}

type OpenExport = Extract<ReceiptOf<'export'>, { kind: 'open' }>;

async function exportOpened(before: TenantRecord, opened: OpenExport, ports: Ports): Promise<ClosedReceipt<'export'>> {
  const { run, sourceVersion, secretsUrl, encryptedKey } = opened;
  const wrappedKey = { url: secretsUrl, encryptedKey };
  const crypter = createCrypter(await ports.keys.unwrap(wrappedKey), formatStackRef(before.stack));
  const source = await ports.openSource(before);
  const { tags } = await source.describe(before.stack);
  const { deployment, open, secrets } = await readSource(before.stack, sourceVersion, source);
  const digest = digestOf(deployment, { open, macKey: crypter.macKey });

  const snapshot = rekeyDeployment(deployment, { open, crypter, wrappedKey });
  const companion = await companionOf(before.stack, { source, tags, crypter, wrappedKey });
  const name = `version-${sourceVersion}`;
  const snapshotPointer = await ports.vault.put(vaultKey(run, 'snapshot', `${name}.json`), snapshot);
  const companionPointer = await ports.vault.put(
    vaultKey(run, 'snapshot', `${name}.companion-${contentHash(companion)}.json`),
    companion,
  );

  const closedAt = ports.clock.now().toISOString();
  const closed: ClosedReceipt<'export'> = {
    ...opened,
    kind: 'closed',
    closedAt,
    snapshot: snapshotPointer,
    companion: companionPointer,
    digest,
    resources: deployment.resources.length,
    secrets,
    bytes: snapshot.length,
  };
  const detail = { digest, sourceVersion, resources: closed.resources, secrets: closed.secrets };
  await advance(ports.tracking, {
    before,
    set: { status: 'exported' },
    receipt: closed,
    note: { event: 'exported', at: closedAt, detail },
  });
  return closed;
}

function outcomeOf({ snapshot, digest, resources }: ClosedReceipt<'export'>): ExportOutcome {
  return { outcome: 'Exported', snapshot, digest, resources };
}
