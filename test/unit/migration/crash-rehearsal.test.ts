import { describe, expect, it } from '@jest/globals';
import { rollbackStep } from '#src/migration/rollback-step.ts';
import { findBrokenLink } from '#src/tracking/journal.ts';
import { allPoints, Crash, type CrashPoint, crashingPorts } from '#test/support/crash.ts';
import { type MemoryPorts, RUN } from '#test/support/memory-ports.ts';
import {
  executionOf,
  REHEARSAL,
  RESTING,
  type RehearsalStep,
  rehearsalSteps,
  rehearseUpTo,
  takeRehearsalBack,
  untouchedBy,
} from '#test/support/rehearsal.ts';

const ORDER = Object.keys(rehearsalSteps()) as readonly RehearsalStep[];

describe.each(Object.entries(RESTING))('a rehearsal of a tenant that is %s', (status, ready) => {
  const atRest = { status, active: 'source', claim: undefined, chainIsWhole: true };

  it.each(ORDER)('that dies in %s, anywhere, ends green when the step runs again', async (step) => {
    const take = rehearsalSteps()[step];
    for (const point of await pointsOf(step, ready)) {
      const { ports, before } = await readyFor(step, ready);
      await expect(take(crashingPorts(ports, point).ports)).rejects.toThrow(Crash);

      const rest = ORDER.slice(ORDER.indexOf(step));
      for (const next of rest) await rehearsalSteps()[next](ports);

      const found = await outcomeOf(ports);
      expect({ point, ...found }).toEqual({ point, untouched: before, ...atRest, rehearsals: 1, isMarked: true });
    }
  });

  it.each(ORDER)('that dies in %s, anywhere, can be taken back, and the next one ends green', async (step) => {
    const take = rehearsalSteps()[step];
    for (const point of await pointsOf(step, ready)) {
      const { ports, before } = await readyFor(step, ready);
      await take(crashingPorts(ports, point).ports).catch(() => undefined);

      await takeRehearsalBack(ports);

      expect({ point, ...(await outcomeOf(ports)) }).toMatchObject({ point, untouched: before, ...atRest });
      await expectNextIsGreen(ports, { point, before });
    }
  });

  it('whose way back dies, anywhere, ends taken back when that runs again', async () => {
    const probe = crashingPorts((await readyFor('validate', ready)).ports);
    await takeRehearsalBack(probe.ports);

    for (const point of allPoints(probe.calls())) {
      const { ports, before } = await readyFor('validate', ready);
      await takeRehearsalBack(crashingPorts(ports, point).ports).catch(() => undefined);

      await takeRehearsalBack(ports);

      expect({ point, ...(await outcomeOf(ports)) }).toMatchObject({
        point,
        untouched: before,
        ...atRest,
        isMarked: false,
      });
    }
  });

  it('whose way back is lost, anywhere, is given up, and the next one removes what is left', async () => {
    const probe = crashingPorts((await readyFor('validate', ready)).ports);
    await takeRehearsalBack(probe.ports);

    for (const point of allPoints(probe.calls())) {
      const { ports, before } = await readyFor('validate', ready);
      await takeRehearsalBack(crashingPorts(ports, point).ports).catch(() => undefined);
      const { claim } = await ports.tracking.readRecord(RUN.tenant);
      const lost = { step: 'lost', execution: claim?.execution ?? executionOf(REHEARSAL), status: 'ABORTED' } as const;

      await rollbackStep(lost, ports);

      await expectNextIsGreen(ports, { point, before });
    }
  });
});

type Ready = () => Promise<MemoryPorts>;
type Untouched = Awaited<ReturnType<typeof untouchedBy>>;

async function readyFor(step: RehearsalStep, ready: Ready) {
  const ports = await ready();
  const before = await untouchedBy(ports);
  const last = ORDER[ORDER.indexOf(step) - 1];
  if (last) await rehearseUpTo(last, ports);
  return { ports, before };
}

async function pointsOf(step: RehearsalStep, ready: Ready): Promise<readonly CrashPoint[]> {
  const probe = crashingPorts((await readyFor(step, ready)).ports);
  await rehearsalSteps()[step](probe.ports);
  return allPoints(probe.calls());
}

async function expectNextIsGreen(
  ports: MemoryPorts,
  { point, before }: { readonly point: CrashPoint; readonly before: Untouched },
): Promise<void> {
  const attempt = (await ports.tracking.readRecord(RUN.tenant)).rehearsals + 1;
  const { outcome } = await rehearseUpTo('discard', ports, { ...REHEARSAL, attempt });

  const found = await outcomeOf(ports);
  expect({ point, outcome, ...found }).toMatchObject({
    point,
    outcome: 'Rehearsed',
    untouched: before,
    isMarked: true,
  });
}

async function outcomeOf(ports: MemoryPorts) {
  const { status, active, claim, rehearsals, rehearsedAt } = await ports.tracking.readRecord(RUN.tenant);
  return {
    status,
    active,
    claim,
    rehearsals,
    isMarked: rehearsedAt !== undefined,
    untouched: await untouchedBy(ports),
    chainIsWhole: findBrokenLink(await ports.tracking.readJournal(RUN.tenant)) === undefined,
  };
}
