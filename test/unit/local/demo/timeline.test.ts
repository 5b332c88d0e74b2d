import { describe, expect, it } from '@jest/globals';
import { segmentsOf } from '#local/demo/timeline.ts';
import { aJournal } from '#test/support/evidence.ts';

const words = (segments: ReturnType<typeof segmentsOf>) =>
  segments.map(({ step, from, to, outcome }) => `${step} ${(to - from) / 1000} ${outcome}`);

describe('the timeline of a run', () => {
  it('begins with the claim, not with the registration', () => {
    expect(words(segmentsOf(aJournal('registered 0', 'claimed 4', 'backedUp 7')))).toEqual(['backup 3 backedUp']);
  });

  it('tells preflight from backup by the receipt', () => {
    const journal = aJournal('registered 0', 'claimed 4', 'backedUp 7');

    expect(words(segmentsOf(journal, '2026-11-24T10:00:05.000Z'))).toEqual([
      'preflight 1 checked',
      'backup 2 backedUp',
    ]);
  });

  it('counts what ends no step to the step it stands in', () => {
    const journal = aJournal('claimed 1', 'backedUp 2', 'exportOpened 3', 'exported 6');

    expect(words(segmentsOf(journal))).toEqual(['backup 1 backedUp', 'export 4 exported']);
  });

  it.each([
    ['export', ['claimed 1', 'backedUp 2', 'rollbackStarted 4', 'rolledBack 5']],
    ['import', ['claimed 1', 'backedUp 2', 'exported 3', 'importOpened 3', 'rollbackStarted 4', 'rolledBack 5']],
    ['soak', ['claimed 1', 'backedUp 1', 'exported 1', 'imported 1', 'ready 1', 'published 2', 'rollbackStarted 4']],
  ])('names the step that failed before a rollback: %s', (step, entries) => {
    const failed = segmentsOf(aJournal(...entries)).find(({ outcome }) => outcome === 'failed');

    expect(failed?.step).toBe(step);
  });

  it('of a tenant that was never started is empty', () => {
    expect(segmentsOf(aJournal('registered 0'))).toEqual([]);
  });
});
