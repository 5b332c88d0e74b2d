import { describe, expect, it } from '@jest/globals';
import { proveRollback } from '#src/migration/prove-rollback.ts';
import { rollBack } from '#src/migration/roll-back.ts';
import { findBrokenLink } from '#src/tracking/journal.ts';
import { Crash, type CrashPoint, crashingPorts } from '#test/support/crash.ts';
import { EXECUTION, type MemoryPorts, memoryPorts, RUN } from '#test/support/memory-ports.ts';
import { type MoveStep, moveUpTo, STEPS } from '#test/support/move.ts';

const ORDER: readonly MoveStep[] = ['backup', 'export', 'import', 'validate', 'cutover'];
const ROLLBACK = 'arn:aws:states:us-east-1:000000000000:execution:rollback-tenant:one';

describe.each(ORDER)('a process that dies in %s', (step) => {
  it('anywhere, before or after any call, ends in the same place when the step runs again', async () => {
    const expected = await endOf(step);

    for (const point of await pointsOf(step)) {
      const ports = await readyFor(step);
      await expect(STEPS[step](crashingPorts(ports, point).ports)).rejects.toThrow(Crash);

      await STEPS[step](ports);

      expect({ point, ...(await outcomeOf(ports)) }).toEqual({ point, ...expected });
    }
  });

  it('anywhere, can be rolled back: the source is the truth, deploys are free, and nothing of the run is left', async () => {
    for (const point of await pointsOf(step)) {
      const ports = await readyFor(step);
      await STEPS[step](crashingPorts(ports, point).ports).catch(() => undefined);

      await takeBack(ports);

      expect({ point, ...(await outcomeOf(ports)) }).toMatchObject({ point, ...SOURCE_IS_TRUTH });
    }
  });
});

describe('a rollback that dies', () => {
  it.each(['import', 'cutover'] as const)('after %s, anywhere, ends rolled back when it runs again', async (last) => {
    const probe = crashingPorts(await readyAfter(last));
    await takeBack(probe.ports);

    for (const point of allPoints(probe.calls())) {
      const ports = await readyAfter(last);
      await takeBack(crashingPorts(ports, point).ports).catch(() => undefined);

      await takeBack(ports);

      expect({ point, ...(await outcomeOf(ports)) }).toMatchObject({ point, ...SOURCE_IS_TRUTH });
    }
  });
});

const SOURCE_IS_TRUTH = {
  active: 'source',
  status: 'rolledBack',
  objects: [],
  frozen: false,
  chainIsWhole: true,
};

async function readyFor(step: MoveStep): Promise<MemoryPorts> {
  const before = Object.keys(STEPS)[Object.keys(STEPS).indexOf(step) - 1] as MoveStep;
  return await readyAfter(before);
}

async function readyAfter(step: MoveStep): Promise<MemoryPorts> {
  const ports = await memoryPorts();
  await moveUpTo(step, ports);
  return ports;
}

async function pointsOf(step: MoveStep): Promise<readonly CrashPoint[]> {
  const probe = crashingPorts(await readyFor(step));
  await STEPS[step](probe.ports);
  return allPoints(probe.calls());
}

function allPoints(calls: number): readonly CrashPoint[] {
  const numbers = Array.from({ length: calls }, (_, index) => index + 1);
  return numbers.flatMap((call) => (['before', 'after'] as const).map((moment) => ({ call, moment })));
}

async function takeBack(ports: MemoryPorts): Promise<void> {
  const undone = await rollBack({ tenant: RUN.tenant, reason: 'a test', lost: EXECUTION }, ROLLBACK, ports);
  if (undone.outcome === 'Undone') await proveRollback(undone.run, undone.deleted, ports);
}

async function endOf(step: MoveStep) {
  const ports = await readyAfter(step);
  return await outcomeOf(ports);
}

async function outcomeOf({ tracking, objects, publisher }: MemoryPorts) {
  const { active, status, stack } = await tracking.readRecord(RUN.tenant);
  const { publication, frozenBy } = await publisher.read(stack);
  return {
    active,
    status,
    // Before the flip nobody was told anything.
    published: publication?.active ?? 'source',
    frozen: frozenBy !== undefined,
    // The backend's own file is written where missing and never taken away.
    objects: (await objects.list('')).filter((key) => key !== '.pulumi/meta.yaml'),
    chainIsWhole: findBrokenLink(await tracking.readJournal(RUN.tenant)) === undefined,
  };
}
