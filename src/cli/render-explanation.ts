import { alignColumns } from '#src/cli/columns.ts';
import type { Explanation } from '#src/migration/explanation.ts';
import type { JournalEntry } from '#src/tracking/journal.ts';

/** The answer first, then what it rests on. */
export function renderExplanation(explanation: Explanation): string {
  const { tenant, status, active, happening, because, awaits, first, receipts, lately, brokenAt } = explanation;
  const facts = [
    ['tenant', tenant],
    ['status', status],
    ['truth', active],
    ['now', happening],
    ['because', because],
    ['awaits', awaits],
    ...(first ? [['first', first]] : []),
  ];
  const steps = Object.entries(receipts).map(([step, kind]) => [step, kind === 'closed' ? 'done' : 'begun']);
  return [
    ...alignColumns(facts),
    ...section('receipts of this attempt', alignColumns(steps)),
    ...section('journal', alignColumns(lately.map(rowOf))),
    ...(brokenAt === undefined ? [] : ['', `the journal was changed by hand: entry ${brokenAt} does not follow`]),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length > 0 ? ['', title, ...lines.map((line) => `  ${line}`)] : [];
}

function rowOf({ at, event, detail }: JournalEntry): readonly string[] {
  const text = Object.entries(detail).map(([key, value]) => `${key} ${String(value).replaceAll(/\s+/g, ' ')}`);
  return [`${at.slice(0, 19)}Z`, event, text.join(', ')];
}
