import { describe, expect, it } from '@jest/globals';
import { MOST_MEMBERS } from '#src/fleet/members.ts';
import { secondsUntilNextQuestion } from '#src/fleet/slots.ts';
import { HOURS_OPEN } from '#src/migration/dispatch-slot.ts';
import { type Graph, machines, type State, statesOf, successorsOf } from '#test/support/machines.ts';

const HISTORY_LIMIT = 25_000;
const PAYLOAD_LIMIT = 256 * 1024;
const SAMPLES = (48 * 60) / 15 + 1;
/** Of a Map: its item began, its item ended. */
const ITERATION_EVENTS = 2;
const FAIL: State = { Type: 'Fail' };

describe('history events', () => {
  it.each(machines)('$name stays within the limit on its longest path with every retry used', (machine) => {
    expect(longestPath(machine, worstEventsOf)).toBeLessThan(HISTORY_LIMIT / 4);
  });

  it('a wave of 40 stays within the limit while its tenants wait for slots as long as it is open', () => {
    const wave = machines.find(({ name }) => name === 'run-wave');
    const { ItemProcessor: inner = { StartAt: '', States: {} } } = wave?.States['Move tenants'] ?? {};
    const question = ['Take slot', 'May it begin?', 'Wait for a slot'].map((name) => inner.States[name] ?? FAIL);
    const perQuestion = question.reduce((sum, state) => sum + eventsOf(state), 0);
    // However many wait, a group asks once in as many seconds as one waiting tenant would wait.
    const questions = (HOURS_OPEN * 3600) / secondsUntilNextQuestion(1);
    const tenants = MOST_MEMBERS * (ITERATION_EVENTS + longestPath(inner, worstEventsOf));

    expect(perQuestion).toBe(9);
    expect(questions * perQuestion + tenants).toBeLessThan(HISTORY_LIMIT - 1000);
  });

  it('a soak of 48 hours stays within the limit, even with every retry of every sample used', () => {
    const soak = machines.find(({ name }) => name === 'soak-tenant');
    const loop = ['Watch', 'What now?', 'Wait'].map((name) => soak?.States[name] ?? FAIL);
    const quiet = loop.reduce((sum, state) => sum + eventsOf(state), 0);
    const worst = loop.reduce((sum, state) => sum + worstEventsOf(state), 0);

    expect(quiet).toBe(9);
    expect(SAMPLES * worst).toBeLessThan(HISTORY_LIMIT);
  });
});

describe('payloads', () => {
  it('hold pointers and words only, far below the limit', () => {
    // The largest variable is a preflight decision: at most 50 findings (src/migration/preflight.ts), each a few sentences.
    const finding = {
      id: 'SecretsProviderForeign',
      severity: 'blocking',
      subject: 'x'.repeat(310),
      found: 'x'.repeat(1000),
      next: 'x'.repeat(300),
    };
    const decision = { outcome: 'Held', reason: 'x'.repeat(2000), findings: Array.from({ length: 50 }, () => finding) };

    expect(
      JSON.stringify({
        decision,
        tenant: 'x'.repeat(63),
        failure: { error: 'x'.repeat(256), reason: 'x'.repeat(1260) },
      }).length,
    ).toBeLessThan(PAYLOAD_LIMIT / 2);
  });

  it('of a wave of 40 fit, with the longest reason of each tenant', () => {
    const result = { tenant: 'x'.repeat(63), outcome: 'AlreadyMigrated', reason: 'é'.repeat(1000) };
    const summary = {
      outcome: 'WaveEnded',
      wave: 'x'.repeat(64),
      tally: {},
      tenants: Array.from({ length: MOST_MEMBERS }, () => result),
    };

    expect(Buffer.byteLength(JSON.stringify(summary))).toBeLessThan(PAYLOAD_LIMIT / 2);
  });

  it.each(machines)('$name hands no state to a function but run, request, names and reasons', (machine) => {
    const payloads = statesOf(machine).flatMap(([, { Arguments }]) =>
      Arguments?.['Payload'] ? [Arguments['Payload']] : [],
    );
    const keys = new Set(payloads.flatMap((payload) => Object.keys(payload)));

    expect([...keys].filter((key) => !ALLOWED.includes(key))).toEqual([]);
  });
});

const ALLOWED = [
  'run',
  'step',
  'mode',
  'tenant',
  'group',
  'execution',
  'lost',
  'request',
  'deleted',
  'event',
  'detail',
  'reason',
  'scheduled',
  'wave',
  'tenants',
  'startedAt',
  'results',
];

function eventsOf({ Type }: State): number {
  // Task: entered, scheduled, started, succeeded or failed, exited; the others: entered and exited.
  return Type === 'Task' ? 5 : 2;
}

function worstEventsOf(state: State): number {
  const retries = (state.Retry ?? []).reduce((sum, { MaxAttempts }) => sum + (MaxAttempts ?? 3), 0);
  return eventsOf(state) + 3 * retries;
}

/** Events of the longest way to an end that visits no state twice, with the two events of the execution itself. */
function longestPath({ StartAt, States }: Graph, cost: (state: State) => number): number {
  const walk = (name: string, seen: ReadonlySet<string>): number => {
    const state = States[name];
    if (!state || seen.has(name)) return 0;
    const next = new Set([...seen, name]);
    return cost(state) + Math.max(0, ...successorsOf(state).map((successor) => walk(successor, next)));
  };
  return 2 + walk(StartAt, new Set());
}
