import pc from 'picocolors';
import type { Diagnosis } from '#src/aws/doctor/diagnosis.ts';
import { alignColumns } from '#src/cli/columns.ts';

/** One line for each look; under what is not good, why it matters and what puts it right. */
export function renderDiagnoses(diagnoses: readonly Diagnosis[], colour: boolean): string {
  const paint = pc.createColors(colour);
  const heads = alignColumns(
    diagnoses.map(({ state, id, subject, found }) => [paint[COLOURS[state]](state), id, `${subject}: ${found}`]),
  );
  return diagnoses
    .flatMap((diagnosis, index) => [
      heads[index] ?? '',
      ...(diagnosis.state === 'ok' ? [] : [`  why  ${diagnosis.why}`, `  fix  ${diagnosis.fix}`]),
    ])
    .join('\n');
}

const COLOURS = { ok: 'green', warning: 'yellow', failed: 'red' } as const;
