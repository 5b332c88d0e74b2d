import type { TenantEvidence } from '#local/demo/evidence.ts';
import { renderCluster } from '#local/demo/report/cluster.ts';
import { renderEvents } from '#local/demo/report/events.ts';
import { type Content, type Html, html } from '#local/demo/report/html.ts';
import { renderProof, renderReceipts } from '#local/demo/report/proof.ts';
import { segmentsOfTenant } from '#local/demo/report/timeline.ts';
import { bytesText, countText, outcomeWords, secondsText } from '#local/demo/report/words.ts';
import { formatStackRef } from '#src/stack-ref.ts';

/** One tenant, whole: what it is, what happened to it, and what proves it. */
export function renderTenant(tenant: TenantEvidence): Html {
  const { record } = tenant;
  return html`<section id="${record.tenant}" class="tenant ${record.status}">
<header><h2>${record.tenant}</h2><span class="badge ${record.status}">${outcomeWords(record.status)}</span></header>
${renderFacts(tenant)}
${renderReason(tenant)}
${renderSteps(tenant)}
<div class="columns"><div>${renderProof(tenant)}</div><div>${renderCluster(tenant)}</div></div>
${renderReceipts(tenant)}
${renderEvents(tenant)}
</section>
`;
}

function renderFacts({ record, partition, receipts: { export: exported } }: TenantEvidence): Html {
  const closed = exported?.kind === 'closed' ? exported : undefined;
  const facts: readonly (readonly [string, Content])[] = [
    ['stack', html`<code>${formatStackRef(record.stack)}</code>`],
    ['kind', record.variant],
    ['where', `${record.cluster.region}, partition ${partition}`],
    ['source', record.source.kind === 'file' ? 'a file handed over into the vault' : 'Pulumi Cloud'],
    ['the truth is now', html`<strong>in the ${record.active}</strong>`],
    ['state', closed && `${countText(closed.resources)} resources, ${bytesText(closed.bytes)}`],
    ['secrets re-encrypted', closed && countText(closed.secrets)],
  ];
  const known = facts.filter(([, value]) => value !== undefined);
  return html`<dl class="facts">${known.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function renderReason({ record, receipts: { rollback } }: TenantEvidence): Content {
  if (!record.reason) return undefined;
  const deleted = rollback?.kind === 'closed' ? rollback.deleted : undefined;
  return html`<div class="reason">
<h3>Why it was ${outcomeWords(record.status)}</h3>
<p>${record.reason}</p>
${deleted === undefined ? undefined : html`<p>The rollback deleted the ${deleted} object versions this run had written, proved that the source is as it was, and left the truth there.</p>`}
</div>`;
}

function renderSteps(tenant: TenantEvidence): Html {
  const segments = segmentsOfTenant(tenant);
  return html`<ol class="steps">${segments.map(
    ({ step, from, to, outcome }) =>
      html`<li class="${outcome}"><i class="step ${outcome === 'failed' ? 'failed' : step}"></i><b>${step}</b> ${secondsText(to - from)}</li>`,
  )}</ol>`;
}
