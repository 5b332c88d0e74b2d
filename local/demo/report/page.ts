import type { TenantEvidence } from '#local/demo/evidence.ts';
import { type Html, html, Html as Markup } from '#local/demo/report/html.ts';
import { STYLE } from '#local/demo/report/style.ts';
import { renderTenant } from '#local/demo/report/tenant.ts';
import { renderTimeline } from '#local/demo/report/timeline.ts';
import { outcomeWords } from '#local/demo/report/words.ts';
import type { DemoResult } from '#local/demo/result.ts';

/** A report that opens offline: one HTML file without any reference to the outside. */
export function renderReport(result: DemoResult, tenants: readonly TenantEvidence[]): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>stackferry: run ${result.run}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<main>
${renderHead(result, tenants)}
<section><h2>Timeline</h2>
${renderTimeline(tenants)}
</section>
${tenants.map(renderTenant)}
<footer><p>Everything above was read from the records, receipts, journals and vaults of a local AWS before it ended. Copies lie in <code>${result.evidence}</code>.</p></footer>
</main>
</body>
</html>
`.text;
}

function renderHead({ run, seconds, ok }: DemoResult, tenants: readonly TenantEvidence[]): Html {
  const partitions = new Set(tenants.map(({ partition }) => partition));
  const verdict = ok ? 'Everything ended as it was meant to' : 'Not everything ended as it was meant to';
  return html`<header class="head">
<p class="brand">stackferry</p>
<h1>${tallyOf(tenants)}</h1>
<p class="muted">${verdict}: ${tenants.length} tenants, ${partitions.size} deployments, ${Math.round(seconds)} seconds. Run <code>${run}</code></p>
</header>`;
}

/** `5 migrated, 1 rolled back` */
function tallyOf(tenants: readonly TenantEvidence[]): string {
  const counts = new Map<string, number>();
  for (const { record } of tenants) counts.set(record.status, (counts.get(record.status) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${count} ${outcomeWords(status)}`).join(', ');
}
