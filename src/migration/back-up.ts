import { archiveCluster, MANIFEST_NAME } from '#src/kubernetes/archive.ts';
import { advance } from '#src/migration/advance.ts';
import { archiveStoreOf } from '#src/migration/archive-store.ts';
import { beginStep, type Held } from '#src/migration/begin-step.ts';
import type { Ports } from '#src/migration/ports.ts';
import type { RunRef } from '#src/run-ref.ts';
import type { ClosedReceipt } from '#src/tracking/receipts.ts';
import { vaultKey } from '#src/vault/keys.ts';
import type { VaultPointer } from '#src/vault/vault.ts';

export type BackUpOutcome =
  | {
      readonly outcome: 'BackedUp';
      readonly manifest: VaultPointer;
      readonly counts: ClosedReceipt<'backup'>['counts'];
    }
  | Held;

/** Archives what the cluster's operators hold, and the health they have, before anything moves. Only reads the cluster. */
export async function backUp(run: RunRef, ports: Ports): Promise<BackUpOutcome> {
  const receipt = await ports.tracking.readReceipt('backup', run);
  const begun = await beginStep(run, ports);
  if ('held' in begun) return begun.held;
  if (receipt?.kind === 'closed') return outcomeOf(receipt);

  const openedAt = ports.clock.now().toISOString();
  const cluster = await ports.openCluster(begun.record.cluster);
  const existing = await ports.vault.find(vaultKey(run, 'cluster', MANIFEST_NAME));
  const store = archiveStoreOf(run, ports.vault);
  const archive = await archiveCluster({ cluster, run, store, clock: ports.clock, existing });

  const closedAt = ports.clock.now().toISOString();
  const closed: ClosedReceipt<'backup'> = {
    kind: 'closed',
    step: 'backup',
    run,
    openedAt,
    closedAt,
    manifest: archive.manifest,
    baseline: archive.baseline,
    counts: { ...archive.counts },
    gaps: [...archive.gaps],
  };
  await advance(ports.tracking, {
    before: begun.record,
    set: { status: 'backedUp' },
    receipt: closed,
    note: { event: 'backedUp', at: closedAt, detail: { manifest: archive.manifest.key, gaps: archive.gaps.length } },
  });
  return outcomeOf(closed);
}

function outcomeOf({ manifest, counts }: ClosedReceipt<'backup'>): BackUpOutcome {
  return { outcome: 'BackedUp', manifest, counts };
}
