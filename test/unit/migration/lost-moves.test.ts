import { describe, expect, it } from '@jest/globals';
import { lostMove, type Machine, moveRun } from '#src/migration/lost-moves.ts';
import { formatRun } from '#src/run-ref.ts';

const MACHINE: Machine = { hostname: 'ops-1.example', pid: 10, isRunning: (pid) => pid === 12 };
const AT = new Date('2026-11-24T10:00:00Z');

function holder(hostname: string, username = 'stackferry') {
  return { key: 'k', username, hostname, pid: 1, timestamp: '' };
}

function markOf(machine: Machine): string {
  return formatRun(moveRun(machine, AT));
}

describe('a lock that stands in the target', () => {
  it('is of a lost move where its process has ended on this machine', () => {
    const dead = { ...MACHINE, pid: 11 };

    expect(lostMove(holder(markOf(dead)), MACHINE)).toEqual(moveRun(dead, AT));
  });

  it.each([
    ['a process that runs', holder(markOf({ ...MACHINE, pid: 12 }))],
    ['our own process, or one that has its number elsewhere', holder(markOf(MACHINE))],
    ['another machine', holder(markOf({ ...MACHINE, hostname: 'ops-2', pid: 11 }))],
    ['the Pulumi CLI', holder(markOf({ ...MACHINE, pid: 11 }), 'ada')],
    ['a run of the pipeline', holder('alder-prod-1')],
  ])('is not of a lost move where it belongs to %s', (_, found) => {
    expect(lostMove(found, MACHINE)).toBeUndefined();
  });
});
