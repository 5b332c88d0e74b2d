import type { DemoResult, TenantResult } from '#local/demo/result.ts';
import type { JournalEntry } from '#src/tracking/journal.ts';

/** One tenant's result with the journal it was read from. */
export interface ReportedTenant extends TenantResult {
  readonly journal: readonly JournalEntry[];
}

/** A report that opens offline: one HTML file without any reference to the outside. */
export function renderReport(result: Omit<DemoResult, 'report'>, tenants: readonly ReportedTenant[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>stackferry: run ${escape(result.run)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Run ${escape(result.run)}</h1>
<p>${result.tenants.length} tenants in ${result.seconds} s. Evidence: <code>${escape(result.evidence)}</code></p>
${tenants.map(renderTenant).join('\n')}
</body>
</html>
`;
}

function renderTenant(tenant: ReportedTenant): string {
  const total = Math.max(
    0.01,
    tenant.steps.reduce((sum, { seconds }) => sum + seconds, 0),
  );
  const bars = tenant.steps.map(
    ({ step, seconds, outcome }) =>
      `<i class="${escape(outcome)}" style="flex:${(seconds / total).toFixed(4)}" title="${escape(step)} ${seconds} s"></i>`,
  );
  const rows = tenant.steps.map(
    ({ step, seconds, outcome }) =>
      `<tr><td>${escape(step)}<td>${escape(outcome)}<td class="n">${seconds.toFixed(2)} s`,
  );
  return `<section>
<h2>${escape(tenant.tenant)} <span class="${escape(tenant.outcome)}">${escape(tenant.outcome)}</span></h2>
<p><code>${escape(tenant.stack)}</code> · ${escape(tenant.variant)} · ${escape(tenant.partition)} ${escape(tenant.region)}</p>
<div class="bar">${bars.join('')}</div>
<table><tr><th>step<th>outcome<th class="n">time</tr>${rows.join('\n')}</table>
<p>Digest of the state that was moved: <code>${escape(tenant.digest ?? 'never exported')}</code></p>
<details><summary>Journal, ${tenant.journal.length} entries</summary>
<table>${tenant.journal.map(renderEntry).join('\n')}</table></details>
</section>`;
}

function renderEntry({ at, event, detail, hash }: JournalEntry): string {
  const text = Object.entries(detail).map(([key, value]) => `${key}: ${value}`);
  return `<tr><td><time>${escape(at)}</time><td>${escape(event)}<td>${escape(text.join(', '))}<td><code>${hash.slice(0, 12)}</code>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = `
:root { color-scheme: light dark; --good: #1a7f37; --bad: #b42318; --line: #8884; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 0; }
section { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 1rem 0; overflow-x: auto; }
h2 span { font-weight: 600; color: var(--bad); } h2 .migrated { color: var(--good); }
code { font-size: .85em; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
td, th { text-align: left; padding: .2rem .6rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.n { text-align: right; font-variant-numeric: tabular-nums; }
.bar { display: flex; gap: 2px; height: .7rem; margin: .6rem 0; }
.bar i { background: #4c78a8; border-radius: 2px; min-width: 3px; }
.bar .migrated { background: var(--good); } .bar .rolledBack { background: var(--bad); }
`;
