import type { Difference } from '#src/pulumi/format/differences.ts';

const SHOWN = 5;

/** Names the places at which two states differ, never what stands there. */
export function renderDifferences(differences: readonly Difference[]): string {
  if (differences.length === 0) return 'the secrets provider or the declared features differ';
  const shown = differences.slice(0, SHOWN).map(({ urn, path, kind }) => `${kind} ${path || 'resource'} of ${urn}`);
  const more = differences.length - shown.length;
  return more > 0 ? `${shown.join('; ')}; and ${more} more` : shown.join('; ');
}
