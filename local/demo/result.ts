import type { TenantEvidence } from '#local/demo/evidence.ts';
import { segmentsOf } from '#local/demo/timeline.ts';
import { formatStackRef } from '#src/stack-ref.ts';

/** What one tenant's move came to. */
export interface TenantResult {
  readonly tenant: string;
  readonly stack: string;
  readonly variant: string;
  readonly region: string;
  readonly partition: string;
  readonly outcome: string;
  readonly steps: readonly StepResult[];
  /** Canonical content digest of the state that was moved; null where it was never exported. */
  readonly digest: string | null;
}

export interface StepResult {
  readonly step: string;
  readonly seconds: number;
  readonly outcome: string;
}

/** The one document of `--json`. */
export interface DemoResult {
  /** Every tenant came to the end the demo means it to. */
  readonly ok: boolean;
  readonly run: string;
  readonly seconds: number;
  readonly tenants: readonly TenantResult[];
  /** Folder with everything that was kept as evidence. */
  readonly evidence: string;
  readonly report: string;
}

export function resultOf({ partition, record, journal, receipts }: TenantEvidence): TenantResult {
  const exported = receipts.export;
  return {
    tenant: record.tenant,
    stack: formatStackRef(record.stack),
    variant: record.variant,
    region: record.cluster.region,
    partition,
    outcome: record.status,
    steps: segmentsOf(journal, receipts.backup?.openedAt).map(({ step, from, to, outcome }) => ({
      step,
      seconds: Math.round((to - from) / 10) / 100,
      outcome,
    })),
    digest: exported?.kind === 'closed' ? exported.digest : null,
  };
}
