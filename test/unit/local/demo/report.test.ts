import { describe, expect, it } from '@jest/globals';
import type { TenantEvidence } from '#local/demo/evidence.ts';
import { renderReport } from '#local/demo/report/page.ts';
import { resultOf } from '#local/demo/result.ts';
import type { ArchiveManifest, KindEntry } from '#src/kubernetes/manifest.ts';
import { aJournal, anEvidence, aRecord, NO_RECEIPTS } from '#test/support/evidence.ts';

const DIGEST = 'd'.repeat(64);
const POINTER = { key: 'alder-prod/1/snapshot/version-5.json', versionId: 'v1', sha256: 'a'.repeat(64), size: 2048 };
const HEAD = { run: { tenant: 'alder-prod', attempt: 1 }, openedAt: '2026-11-24T10:00:06.000Z' };
const EXPORTED = {
  ...HEAD,
  kind: 'closed',
  step: 'export',
  closedAt: '2026-11-24T10:00:08.000Z',
  sourceVersion: 5,
  secretsUrl: 'awskms:///key',
  encryptedKey: 'bm90LWEta2V5',
  snapshot: POINTER,
  companion: POINTER,
  digest: DIGEST,
  resources: 5200,
  secrets: 964,
  bytes: 2048,
} as const;
const ROLLED_BACK = {
  ...HEAD,
  kind: 'closed',
  step: 'rollback',
  closedAt: '2026-11-24T10:00:09.000Z',
  reason: 'ImportDiverged',
  wasActive: 'source',
  deleted: 8,
} as const;

const TOPICS: KindEntry = {
  group: 'kafka.strimzi.io',
  version: 'v1',
  kind: 'KafkaTopic',
  plural: 'kafkatopics',
  servedVersions: ['v1'],
  storedVersions: ['v1'],
  isStorageVersion: true,
  class: 'intent',
  count: 1300,
  bytes: 4096,
  resourceVersions: ['1'],
  parts: [],
};

function report(...tenants: readonly TenantEvidence[]): string {
  const result = {
    ok: true,
    run: 'run-1',
    seconds: 58.4,
    tenants: tenants.map(resultOf),
    evidence: '/evidence',
    report: '/r',
  };
  return renderReport(result, tenants);
}

describe('the report', () => {
  it('refers to nothing outside of itself and runs no script', () => {
    const page = report(anEvidence());

    expect(page).not.toMatch(/\b(src|srcset|action)=|url\(|@import|<script|<link|<iframe|https?:/);
    expect([...page.matchAll(/href="([^"]*)"/g)].every(([, target]) => target?.startsWith('#'))).toBe(true);
  });

  it('has a section and a timeline for every tenant, and counts their outcomes', () => {
    const other = anEvidence({ record: aRecord({ tenant: 'cedar-prod', status: 'rolledBack', active: 'source' }) });

    const page = report(anEvidence(), other);

    for (const name of ['alder-prod', 'cedar-prod']) {
      expect(page).toContain(`<section id="${name}"`);
      expect(page).toContain(`<a class="row" href="#${name}">`);
    }
    expect(page).toContain('<h1>1 migrated, 1 rolled back</h1>');
  });

  it('escapes whatever comes from outside', () => {
    const reason = '<img src=x onerror="alert(1)"> & \'more\'';

    const page = report(anEvidence({ record: aRecord({ status: 'rolledBack', reason }) }));

    expect(page).not.toContain('<img');
    expect(page).toContain('&#60;img src=x onerror=&#34;alert(1)&#34;&#62; &#38; &#39;more&#39;');
  });

  it('says why a tenant was rolled back and what was undone', () => {
    const record = aRecord({ status: 'rolledBack', active: 'source', reason: 'ImportDiverged: replicas differ' });

    const page = report(anEvidence({ record, receipts: { ...NO_RECEIPTS, export: EXPORTED, rollback: ROLLED_BACK } }));

    expect(page).toContain('Why it was rolled back');
    expect(page).toContain('ImportDiverged: replicas differ');
    expect(page).toContain('deleted the 8 object versions');
    expect(page).toContain('<dd><code>not reached</code></dd>');
  });

  it('shows the digest, the receipts and every comparison of the verdict', () => {
    const verdict = {
      openedAt: HEAD.openedAt,
      comparisons: [
        { name: 'target digest', isClean: true, found: DIGEST },
        { name: 'cluster: Certificate shop-tls', isClean: false, found: 'no longer healthy' },
      ],
    };

    const page = report(anEvidence({ verdict, receipts: { ...NO_RECEIPTS, export: EXPORTED } }));

    expect(page).toContain(`<code>${DIGEST}</code>`);
    expect(page).toContain('5,200 resources, 964 secrets');
    expect(page.match(/class="yes"/g)).toHaveLength(1);
    expect(page).toContain('cluster: Certificate shop-tls');
    expect(page).not.toContain(EXPORTED.encryptedKey);
  });

  it('counts what the cluster held by kind', () => {
    const manifest: ArchiveManifest = {
      schema: 'stackferry.cluster-archive/1',
      run: HEAD.run,
      cluster: { name: 'alder-prod', serverVersion: 'v1.35.4' },
      beganAt: HEAD.openedAt,
      endedAt: HEAD.openedAt,
      definitions: { count: 7, parts: [] },
      kinds: [TOPICS],
      secrets: { count: 2, parts: [] },
      inventory: POINTER,
      baseline: POINTER,
      gaps: [],
    };

    const page = report(anEvidence({ manifest }));

    expect(page).toContain('KafkaTopic');
    expect(page).toContain('<td class="n">1,300</td><td class="n">4.0 KiB</td>');
    expect(page).toContain('no gaps');
  });

  it('says where the chain of a journal is broken', () => {
    const [first, second] = aJournal('registered 0', 'claimed 1');
    if (!first || !second) throw new Error('two entries were made');

    expect(report(anEvidence({ journal: [first, second] }))).toContain('the chain of hashes is whole');
    expect(report(anEvidence({ journal: [first, { ...second, event: 'migrated' }] }))).toContain('breaks at entry 2');
  });
});
