import Table from 'cli-table3';
import pc from 'picocolors';
import type { DemoResult, TenantResult } from '#local/demo/result.ts';

/** The table of outcomes, where the evidence lies, and what to try next. */
export function renderResult(result: DemoResult, colour: boolean): string {
  const paint = pc.createColors(colour);
  const table = new Table({
    head: ['tenant', 'kind', 'where', 'outcome', 'seconds', 'digest'],
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
    'next: open the report in a browser',
    '      stackferry demo --keep leaves everything up, to look around with the AWS CLI and the Pulumi CLI',
    '      npm run judges lets the real Pulumi CLI read what was moved',
    '',
  ].join('\n');
}

function rowOf(
  { tenant, variant, region, outcome, steps, digest }: TenantResult,
  paint: ReturnType<typeof pc.createColors>,
) {
  const seconds = steps.reduce((sum, step) => sum + step.seconds, 0).toFixed(1);
  return [tenant, variant, region, paintOutcome(outcome, paint), seconds, digest?.slice(0, 16) ?? '–'];
}

function paintOutcome(outcome: string, paint: ReturnType<typeof pc.createColors>): string {
  if (outcome === 'migrated') return paint.green(outcome);
  return outcome === 'rolledBack' ? paint.yellow('rolled back') : paint.red(outcome);
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
