import type { TenantEvidence } from '#local/demo/evidence.ts';
import { type Html, html } from '#local/demo/report/html.ts';
import { outcomeWords, secondsText } from '#local/demo/report/words.ts';
import { type Segment, segmentsOf } from '#local/demo/timeline.ts';

const STEPS = ['preflight', 'backup', 'export', 'import', 'validate', 'cutover', 'soak', 'rollback'] as const;

/** All tenants under one axis of time. */
export function renderTimeline(tenants: readonly TenantEvidence[]): Html {
  const rows = tenants.map((tenant) => ({ tenant, segments: segmentsOfTenant(tenant) }));
  const instants = rows.flatMap(({ segments }) => segments.flatMap(({ from, to }) => [from, to]));
  const axis = { begin: Math.min(...instants), end: Math.max(...instants) };
  if (!Number.isFinite(axis.begin)) return html`<p>No tenant was started.</p>`;
  return html`<div class="timeline">
${rows.map(({ tenant, segments }) => renderRow(tenant, segments, axis))}
<div class="axis" aria-hidden="true">${ticksOf(axis)}</div>
</div>
<ul class="legend">${STEPS.map((step) => html`<li><i class="step ${step}"></i>${step}</li>`)}<li><i class="step failed"></i>failed</li></ul>`;
}

export function segmentsOfTenant({ journal, receipts }: TenantEvidence): readonly Segment[] {
  return segmentsOf(journal, receipts.backup?.openedAt);
}

interface Axis {
  readonly begin: number;
  readonly end: number;
}

function renderRow({ record }: TenantEvidence, segments: readonly Segment[], axis: Axis): Html {
  const bars = segments.map((segment) => {
    const { step, from, to, outcome } = segment;
    const title = `${step}: ${secondsText(to - from)}, ${outcome}`;
    const place = `left:${percent(from, axis)};width:${percent(to - from + axis.begin, axis)}`;
    return html`<i class="step ${outcome === 'failed' ? 'failed' : step}" style="${place}" title="${title}"></i>`;
  });
  return html`<a class="row" href="#${record.tenant}">
<span class="name">${record.tenant}</span>
<span class="track">${bars}</span>
<span class="badge ${record.status}">${outcomeWords(record.status)}</span>
</a>
`;
}

function percent(at: number, { begin, end }: Axis): string {
  return `${(((at - begin) / Math.max(1, end - begin)) * 100).toFixed(2)}%`;
}

/** Five marks; the first is zero. */
function ticksOf({ begin, end }: Axis): readonly Html[] {
  return [0, 0.25, 0.5, 0.75, 1].map((share) => html`<span>${secondsText((end - begin) * share)}</span>`);
}
