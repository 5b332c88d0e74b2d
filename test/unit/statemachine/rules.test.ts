import { describe, expect, it } from '@jest/globals';
import { RETRYABLE, TERMINAL } from '#src/errors.ts';
import { MOST_MEMBERS } from '#src/fleet/members.ts';
import { HOURS_OPEN } from '#src/migration/dispatch-slot.ts';
import { graphsOf, machines, statesOf, successorsOf } from '#test/support/machines.ts';

const tasks = machines.flatMap((machine) =>
  statesOf(machine)
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

  // run-wave moves nothing itself, so it has nothing to undo: see below.
  it.each(tasks.filter(({ machine }) => machine !== 'rollback-tenant' && machine !== 'run-wave'))(
    '$title leads to the way back when it fails',
    ({ state, name }) => {
      const caught = state.Catch?.find(({ ErrorEquals }) => ErrorEquals.includes('States.ALL'));

      const telling = name.startsWith('Tell ') ? 'Settled' : undefined;
      expect(caught?.Next).toBe(telling ?? (name === 'Roll back' ? 'Failed' : 'Roll back'));
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

describe('run-wave', () => {
  const machine = machines.find(({ name }) => name === 'run-wave');
  const [outer, inner] = machine ? graphsOf(machine) : [];
  const caughtBy = (name: string) => {
    const state = outer?.States[name] ?? inner?.States[name];
    return state?.Catch?.map(({ ErrorEquals, Next }) => [...ErrorEquals, Next]);
  };

  it.each(['Claim', 'Move tenants', 'Summary'])('holds the tenants it has not begun with when %s fails', (name) => {
    expect(caughtBy(name)).toEqual([['States.ALL', 'Hold the unstarted']]);
  });

  it('ends as failed however holding the tenants ends, so that the rule on lost waves hears of it', () => {
    expect(outer?.States['Hold the unstarted']?.Next).toBe('Failed');
    expect(caughtBy('Hold the unstarted')).toEqual([['States.ALL', 'Failed']]);
  });

  it.each(['Take slot', 'Migrate'])(
    'keeps a failure of %s from the tenant’s neighbours, and gives its slot back',
    (name) => {
      expect(caughtBy(name)).toEqual([['States.ALL', 'Give slot']]);
    },
  );

  it('ends a tenant also when its slot cannot be given back', () => {
    expect(caughtBy('Give slot')).toEqual([['States.ALL', 'Tenant ended']]);
  });

  it.each(['Tell ended', 'Tell held'])('goes on when %s fails, because telling is not moving', (name) => {
    expect(caughtBy(name)).toEqual([['States.ALL', outer?.States[name]?.Next]]);
  });

  it('never lets more tenants run side by side than a wave may hold', () => {
    expect(outer?.States['Move tenants']?.MaxConcurrency).toBe(MOST_MEMBERS);
  });

  it('outlives the last tenant it may begin with', () => {
    const migrate = machines.find(({ name }) => name === 'migrate-tenant');

    expect(inner?.States['Migrate']?.TimeoutSeconds).toBeGreaterThan(migrate?.TimeoutSeconds ?? Infinity);
    expect(machine?.TimeoutSeconds).toBeGreaterThan(
      HOURS_OPEN * 3600 + (inner?.States['Migrate']?.TimeoutSeconds ?? 0),
    );
  });
});

describe('names in the machines', () => {
  const ours = machines.flatMap((machine) =>
    statesOf(machine).flatMap(([, { Retry = [], Catch = [] }]) =>
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

const graphs = machines.flatMap((machine) =>
  graphsOf(machine).map((graph) => ({ name: graph === machine ? machine.name : `${machine.name}’s Map`, ...graph })),
);

describe.each(graphs)('the graph of $name', ({ StartAt, States }) => {
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
