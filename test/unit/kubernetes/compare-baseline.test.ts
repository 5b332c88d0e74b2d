import { describe, expect, it } from '@jest/globals';
import type { Baseline } from '#src/kubernetes/baseline.ts';
import { compareBaseline } from '#src/kubernetes/compare-baseline.ts';
import type { ObjectHealth } from '#src/kubernetes/object-health.ts';
import type { Health } from '#src/kubernetes/operators/operator.ts';

const object = (overrides: Partial<ObjectHealth> = {}): ObjectHealth => ({
  group: 'boats.example.com',
  version: 'v1',
  kind: 'Ferry',
  namespace: 'harbour',
  name: 'anna',
  uid: 'uid-1',
  generation: 3,
  health: 'healthy',
  ...overrides,
});

const baseline = (objects: readonly ObjectHealth[], unread: readonly string[] = []): Baseline => ({
  takenAt: '2026-05-04T08:15:00.000Z',
  objects,
  unread,
});

const kindsOf = (before: Baseline, after: Baseline) => compareBaseline(before, after).map(({ kind }) => kind);

describe('no worse than baseline', () => {
  it('finds nothing where nothing changed', () => {
    expect(compareBaseline(baseline([object()]), baseline([object()]))).toEqual([]);
  });

  it.each<[Health, Health, readonly string[]]>([
    ['healthy', 'healthy', []],
    ['healthy', 'unknown', ['worse']],
    ['healthy', 'unhealthy', ['worse']],
    ['unknown', 'healthy', []],
    ['unknown', 'unknown', []],
    ['unknown', 'unhealthy', ['worse']],
    ['unhealthy', 'healthy', []],
    ['unhealthy', 'unknown', []],
    ['unhealthy', 'unhealthy', []],
  ])('judges %s before and %s after', (before, after, expected) => {
    expect(kindsOf(baseline([object({ health: before })]), baseline([object({ health: after })]))).toEqual(expected);
  });

  it('says what happened to which object', () => {
    const after = baseline([object({ generation: 4, health: 'unhealthy', reason: 'Leaking' })]);

    expect(compareBaseline(baseline([object()]), after)).toEqual([
      {
        kind: 'changed',
        severity: 'blocking',
        subject: 'Ferry harbour/anna',
        found: 'its generation went from 3 to 4',
      },
      {
        kind: 'worse',
        severity: 'blocking',
        subject: 'Ferry harbour/anna',
        found: 'it was healthy and is unhealthy (Leaking)',
      },
    ]);
  });

  it('tells an object that was made again from one that was kept', () => {
    expect(kindsOf(baseline([object()]), baseline([object({ uid: 'uid-2' })]))).toEqual(['recreated']);
  });

  it('blocks on an object that is gone', () => {
    expect(kindsOf(baseline([object()]), baseline([]))).toEqual(['lost']);
  });

  it('only mentions an object that is new', () => {
    expect(compareBaseline(baseline([]), baseline([object()]))).toMatchObject([
      { kind: 'appeared', severity: 'notice' },
    ]);
  });

  it('reports a kind that is no longer served once, not as the loss of each object', () => {
    const before = baseline([object(), object({ name: 'berta' })]);

    expect(kindsOf(before, baseline([], ['Ferry.boats.example.com']))).toEqual(['unread']);
  });

  it('accepts a kind that was not served before either', () => {
    const unread = baseline([], ['Ferry.boats.example.com']);

    expect(compareBaseline(unread, unread)).toEqual([]);
  });

  it('does not mind an object that is read through another version', () => {
    expect(kindsOf(baseline([object()]), baseline([object({ version: 'v2' })]))).toEqual([]);
  });
});
