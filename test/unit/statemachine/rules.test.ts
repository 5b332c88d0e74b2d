import { describe, expect, it } from '@jest/globals';
import { RETRYABLE, TERMINAL } from '#src/errors.ts';
import { machines, successorsOf } from '#test/support/machines.ts';

const tasks = machines.flatMap((machine) =>
  Object.entries(machine.States)
    .filter(([, { Type }]) => Type === 'Task')
    .map(([name, state]) => ({ machine: machine.name, name, state, title: `${machine.name} / ${name}` })),
);

describe('every task of every machine', () => {
  it.each(tasks)('$title ends by itself and retries only what waiting may help', ({ state }) => {
    const retried = (state.Retry ?? []).flatMap(({ ErrorEquals }) => ErrorEquals);

    expect(state.TimeoutSeconds).toBeGreaterThanOrEqual(10);
    expect(retried.length).toBeGreaterThan(0);
    expect(retried.filter((name) => (TERMINAL as readonly string[]).includes(name))).toEqual([]);
    expect(retried).not.toContain('States.ALL');
  });

  it.each(tasks.filter(({ machine }) => machine !== 'rollback-tenant'))(
    '$title leads to the way back when it fails',
    ({ state, name }) => {
      const caught = state.Catch?.find(({ ErrorEquals }) => ErrorEquals.includes('States.ALL'));

      expect(caught?.Next).toBe(name === 'Roll back' ? 'Failed' : 'Roll back');
    },
  );

  it.each(tasks.filter(({ state }) => state.Resource?.endsWith('lambda:invoke')))(
    '$title retries every retryable name of the code',
    ({ state }) => {
      const retried = (state.Retry ?? []).flatMap(({ ErrorEquals }) => ErrorEquals);

      expect(retried).toEqual(expect.arrayContaining([...RETRYABLE]));
    },
  );
});

describe('rollback-tenant', () => {
  const machine = machines.find(({ name }) => name === 'rollback-tenant');

  it.each(['Undo', 'Prove'])('quarantines the tenant when %s fails', (name) => {
    expect(machine?.States[name]?.Catch).toMatchObject([{ ErrorEquals: ['States.ALL'], Next: 'Quarantine' }]);
  });
});

describe('names in the machines', () => {
  const ours = machines.flatMap(({ States }) =>
    Object.values(States).flatMap(({ Retry = [], Catch = [] }) =>
      [...Retry, ...Catch].flatMap(({ ErrorEquals }) => ErrorEquals).filter((name) => !name.includes('.')),
    ),
  );

  it('are all names of the code', () => {
    const known: readonly string[] = [...RETRYABLE, ...TERMINAL];

    expect([...new Set(ours)].filter((name) => !known.includes(name))).toEqual([]);
  });

  it('hold every retryable name of the code', () => {
    expect(new Set(ours)).toEqual(new Set(RETRYABLE));
  });
});

describe.each(machines)('the graph of $name', ({ StartAt, States }) => {
  it('leads from the start to every state, and nowhere else', () => {
    const reached = new Set<string>();
    const visit = (name: string): void => {
      if (reached.has(name)) return;
      reached.add(name);
      for (const next of successorsOf(States[name] ?? { Type: 'Fail' })) visit(next);
    };

    visit(StartAt);

    expect([...reached].toSorted()).toEqual(Object.keys(States).toSorted());
  });
});
