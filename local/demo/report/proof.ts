import type { Receipts, TenantEvidence, Verdict } from '#local/demo/evidence.ts';
import { type Content, type Html, html } from '#local/demo/report/html.ts';
import { bytesText, clockText, countText } from '#local/demo/report/words.ts';

/** That the target holds what the source held: both digests, and everything validation compared. */
export function renderProof({ receipts, verdict }: TenantEvidence): Html {
  return html`<h3>Proof</h3>
${renderDigests(receipts)}
${verdict ? renderVerdict(verdict) : html`<p class="muted">Validation was not reached, so there is no verdict.</p>`}`;
}

function renderDigests({ export: exported, import: imported }: Receipts): Html {
  if (exported?.kind !== 'closed') return html`<p class="muted">It was never exported.</p>`;
  const readBack = imported?.kind === 'closed' ? imported.digest : undefined;
  const isEqual = readBack === exported.digest;
  return html`<dl class="digests">
<dt>exported from the source</dt><dd><code>${exported.digest}</code></dd>
<dt>read back from the target</dt><dd><code>${readBack ?? (imported ? 'not this state' : 'not reached')}</code></dd>
</dl>
<p>${mark(isEqual)} ${isEqual ? 'The target was read back, decrypted, and found equal.' : 'The target did not return this state, so nobody was told to use it.'}</p>`;
}

function renderVerdict({ comparisons }: Verdict): Html {
  const rows = comparisons.map(
    ({ name, isClean, found }) =>
      html`<tr><td>${mark(isClean)}</td><td>${name}</td><td><code>${found}</code></td></tr>\n`,
  );
  return html`<div class="scroll"><table>
<thead><tr><th></th><th>compared before cut-over</th><th>found</th></tr></thead>
<tbody>${rows}</tbody>
</table></div>`;
}

function mark(isClean: boolean): Html {
  return isClean ? html`<b class="yes" title="equal">✓</b>` : html`<b class="no" title="different">✗</b>`;
}

/** What each step wrote down, in the order of the steps. */
export function renderReceipts({ receipts }: TenantEvidence): Html {
  const rows = Object.values(receipts)
    .filter((receipt) => receipt !== undefined)
    .map((receipt) => {
      const closed = receipt.kind === 'closed' ? clockText(receipt.closedAt) : 'left open';
      return html`<tr><td>${receipt.step}</td><td class="n">${clockText(receipt.openedAt)}</td><td class="n">${closed}</td><td>${renderFacts(receipt)}</td></tr>\n`;
    });
  return html`<h3>Receipts</h3>
<div class="scroll"><table>
<thead><tr><th>step</th><th class="n">opened</th><th class="n">closed</th><th>holds</th></tr></thead>
<tbody>${rows}</tbody>
</table></div>`;
}

type AnyReceipt = NonNullable<Receipts[keyof Receipts]>;

function renderFacts(receipt: AnyReceipt): Content {
  if (receipt.kind === 'open') return receipt.step === 'import' ? intentOf(receipt) : 'begun';
  switch (receipt.step) {
    case 'backup':
      return pointer(receipt.manifest);
    case 'export':
      return html`source version ${receipt.sourceVersion}, ${countText(receipt.resources)} resources, ${countText(receipt.secrets)} secrets<br>${pointer(receipt.snapshot)}`;
    case 'import':
      return html`${countText(receipt.history.length)} history records; checkpoint <code>${receipt.checkpoint.key}</code>, version <code>${receipt.checkpoint.versionId}</code>`;
    case 'validate':
      return pointer(receipt.verdict);
    case 'cutover':
      return html`truth flipped at ${clockText(receipt.flippedAt)}`;
    case 'rollback':
      return html`${receipt.deleted} object versions deleted; truth was with the ${receipt.wasActive}`;
  }
}

function intentOf({ keys, history }: NonNullable<Receipts['import']>): string {
  return `${keys.length + history.length} objects to write, named before the first write`;
}

function pointer({
  key,
  sha256,
  size,
}: {
  readonly key: string;
  readonly sha256: string;
  readonly size: number;
}): Html {
  return html`<code>${key}</code>, ${bytesText(size)}, sha256 <code>${sha256.slice(0, 16)}…</code>`;
}
