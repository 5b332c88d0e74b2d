import type { TenantEvidence } from '#local/demo/evidence.ts';
import { type Html, html } from '#local/demo/report/html.ts';
import { bytesText, countText } from '#local/demo/report/words.ts';
import type { KindEntry } from '#src/kubernetes/manifest.ts';

/** What the cluster held when it was archived, by kind. */
export function renderCluster({ manifest }: TenantEvidence): Html {
  if (!manifest) return html`<h3>Cluster</h3><p class="muted">It was not archived.</p>`;
  const { cluster, definitions, secrets, gaps } = manifest;
  const kinds = manifest.kinds.toSorted((one, other) => (sortKey(one) < sortKey(other) ? -1 : 1));
  return html`<h3>What the cluster held</h3>
<p><code>${cluster.name}</code>, Kubernetes ${cluster.serverVersion}: ${countText(definitions.count)} definitions, ${countText(secrets.count)} secrets they name, ${gaps.length === 0 ? 'no gaps' : `${gaps.length} gaps: ${gaps.join('; ')}`}.</p>
<div class="scroll"><table>
<thead><tr><th>kind</th><th class="n">objects</th><th class="n">size</th><th>kept as</th></tr></thead>
<tbody>${kinds.map(renderKind)}</tbody>
</table></div>`;
}

function renderKind({ kind, group, version, count, bytes, class: keptAs }: KindEntry): Html {
  return html`<tr><td>${kind} <span class="muted small">${group || 'core'}/${version}</span></td><td class="n">${countText(count)}</td><td class="n">${bytesText(bytes)}</td><td>${keptAs}</td></tr>\n`;
}

/** Operators' kinds first: those have a domain as their group. */
function sortKey({ group, kind }: KindEntry): string {
  return `${group.includes('.') && !group.endsWith('.k8s.io') ? 0 : 1} ${group} ${kind}`;
}
