import Table from 'cli-table3';
import pc from 'picocolors';
import type { DemoResult, TenantResult } from '#local/demo/result.ts';

/** The table of outcomes, where the evidence lies, and what to try next. */
export function renderResult(result: DemoResult, colour: boolean): string {
  const paint = pc.createColors(colour);
  const table = new Table({
    head: ['tenant', 'stack', 'outcome', 'seconds', 'digest'],
    style: { head: [], border: [] },
    ...(colour ? {} : { chars: PLAIN }),
  });
  for (const tenant of result.tenants) table.push(rowOf(tenant, paint));
  return [
    table.toString(),
    '',
    `evidence  ${result.evidence}`,
    `report    ${result.report}`,
    `seconds   ${result.seconds}`,
    '',
    'next: open the report; run the demo again with --json; npm run judges lets the real Pulumi CLI read the result',
    '',
  ].join('\n');
}

function rowOf({ tenant, stack, outcome, steps, digest }: TenantResult, paint: ReturnType<typeof pc.createColors>) {
  const good = outcome === 'migrated' || outcome === 'rolledBack';
  const seconds = steps.reduce((sum, step) => sum + step.seconds, 0).toFixed(1);
  return [tenant, stack, good ? paint.green(outcome) : paint.red(outcome), seconds, digest?.slice(0, 16) ?? '–'];
}

const PLAIN = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};
