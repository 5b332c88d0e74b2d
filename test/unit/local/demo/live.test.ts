import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { renderLine, startLive } from '#local/demo/live.ts';
import { aJournal, aRecord } from '#test/support/evidence.ts';

const CLOCK = { began: 0, now: 12_000, samples: 3 };
const plain = (text: string) => stripVTControlCharacters(text);

describe('the line of a tenant', () => {
  it('holds its step, its progress and the time left', () => {
    const line = plain(renderLine('alder-prod', aRecord({ status: 'imported' }), CLOCK));

    expect(line).toBe('alder-prod     ████████████░░░░░░░░  60 %  validating  ~8 s left');
  });

  it('counts the samples of a soak', () => {
    const line = plain(renderLine('alder-prod', aRecord({ status: 'soaking', samples: 2 }), CLOCK));

    expect(line).toContain('soaking, sample 2 of 3');
  });

  it('says why a tenant was rolled back', () => {
    const record = aRecord({ status: 'rolledBack', reason: 'ImportDiverged: replicas' });

    expect(plain(renderLine('cedar-prod', record, CLOCK))).toMatch(/100 % {2}rolled back: ImportDiverged: replicas$/);
  });
});

describe('the live view of the demo', () => {
  const follow = (screen: { isTTY: boolean; columns: number; rows: number }) => {
    const written: string[] = [];
    const tenants = ['alder-prod', 'birch-prod', 'cedar-prod'];
    const live = startLive({
      screen: { ...screen, write: (text) => written.push(text) },
      tenants,
      samples: 3,
      now: () => 0,
    });
    live.look(aRecord({ status: 'exported' }));
    const [entry] = aJournal('exported 3');
    if (entry) live.tell({ tenant: 'alder-prod', status: 'exported', entry });
    live.close();
    return written.map(plain);
  };

  it('has one line per tenant in a terminal, and no events', () => {
    const [drawn = ''] = follow({ isTTY: true, columns: 80, rows: 24 });

    expect(drawn.split('\n').map((line) => line.trim().split(' ')[0])).toEqual([
      'alder-prod',
      'birch-prod',
      'cedar-prod',
      '',
    ]);
  });

  it('is never taller than the terminal', () => {
    const [drawn = ''] = follow({ isTTY: true, columns: 80, rows: 3 });

    expect(drawn.split('\n').length).toBeLessThanOrEqual(3);
  });

  it('has one line per event elsewhere', () => {
    expect(follow({ isTTY: false, columns: 80, rows: 24 })).toEqual(['alder-prod     exported\n']);
  });
});
