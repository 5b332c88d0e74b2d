import type { TenantEvidence } from '#local/demo/evidence.ts';
import { type Html, html } from '#local/demo/report/html.ts';
import { clockText } from '#local/demo/report/words.ts';
import { findBrokenLink, type JournalEntry } from '#src/tracking/journal.ts';

/** The journal, entry by entry, and whether its chain of hashes is whole. */
export function renderEvents({ journal }: TenantEvidence): Html {
  const broken = findBrokenLink(journal);
  const chain = broken === undefined ? 'the chain of hashes is whole' : `the chain of hashes breaks at entry ${broken}`;
  return html`<details>
<summary>Events: ${journal.length}, ${chain}</summary>
<div class="scroll"><table>
<thead><tr><th class="n">at</th><th>event</th><th>detail</th><th>hash</th></tr></thead>
<tbody>${journal.map(renderEntry)}</tbody>
</table></div>
</details>`;
}

function renderEntry({ at, event, detail, hash }: JournalEntry): Html {
  const text = Object.entries(detail)
    .filter(([key]) => key !== 'execution')
    .map(([key, value]) => `${key}: ${value}`);
  return html`<tr><td class="n"><time datetime="${at}">${clockText(at)}</time></td><td>${event}</td><td class="long">${text.join(', ')}</td><td class="hash"><code>${hash.slice(0, 12)}</code></td></tr>\n`;
}
