import { describe, expect, it } from '@jest/globals';
import { resultOf } from '#local/demo/result.ts';
import { renderResult } from '#local/demo/table.ts';
import { anEvidence, aRecord } from '#test/support/evidence.ts';

const RESULT = {
  ok: true,
  run: 'run-1',
  seconds: 58.4,
  evidence: '/evidence',
  report: '/evidence/report.html',
  tenants: [
    resultOf(anEvidence()),
    resultOf(anEvidence({ record: aRecord({ tenant: 'cedar-prod', status: 'rolledBack' }) })),
  ],
};

describe('the table of outcomes', () => {
  it('has a line per tenant with its outcome and its seconds', () => {
    const lines = renderResult(RESULT, false).split('\n');

    expect(lines.find((line) => line.includes('alder-prod'))).toMatch(/standard +us-east-1 +migrated +19\.0/);
    expect(lines.find((line) => line.includes('cedar-prod'))).toContain('rolled back');
  });

  it('says where the evidence lies and what to try next', () => {
    const text = renderResult(RESULT, false);

    expect(text).toContain('evidence  /evidence\n');
    expect(text).toContain('report    /evidence/report.html\n');
    expect(text).toContain('stackferry demo --keep');
  });

  it('has colours only where they are asked for', () => {
    expect(renderResult(RESULT, false)).not.toContain('\u001B');
    expect(renderResult(RESULT, true)).toContain('\u001B[32mmigrated');
  });
});

describe('the result of a tenant', () => {
  it('is what the document of --json holds', () => {
    expect(resultOf(anEvidence())).toEqual({
      tenant: 'alder-prod',
      stack: 'acme/saas-tenant-cluster-services/alder-prod',
      variant: 'standard',
      region: 'us-east-1',
      partition: 'aws',
      outcome: 'migrated',
      steps: expect.arrayContaining([{ step: 'export', seconds: 3, outcome: 'exported' }]),
      digest: null,
    });
  });
});
