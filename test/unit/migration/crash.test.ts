import { describe, expect, it } from '@jest/globals';
import { proveRollback } from '#src/migration/prove-rollback.ts';
import { rollBack } from '#src/migration/roll-back.ts';
import { findBrokenLink } from '#src/tracking/journal.ts';
import type { RecordChange } from '#src/tracking/tracking-store.ts';
import { allPoints, Crash, type CrashPoint, crashingPorts } from '#test/support/crash.ts';
import { EXECUTION, type MemoryPorts, memoryPorts, RUN } from '#test/support/memory-ports.ts';
import { type MoveStep, moveUpTo, STEPS } from '#test/support/move.ts';
import { aNote } from '#test/support/tenant.ts';

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

describe.each(ORDER)('a process that dies while %s holds the run', (step) => {
  it('anywhere, gives the same answer when the step runs again, and keeps what is done', async () => {
    for (const point of await pointsOf(step, heldFor)) {
      const ports = await heldFor(step);
      await expect(STEPS[step](crashingPorts(ports, point).ports)).rejects.toThrow(Crash);

      const { outcome } = await STEPS[step](ports);

      const { status, active, claim, attempt } = await ports.tracking.readRecord(RUN.tenant);
      const held = { outcome: 'Held', status: 'held', active: 'source', claim: undefined, attempt: 1 };
      expect({ point, outcome, status, active, claim, attempt }).toEqual({ point, ...held });
    }
  });
});

describe('a process that dies where cut-over waits for a person', () => {
  it('anywhere, ends held at ready when validate runs again, and cuts over once somebody says go', async () => {
    for (const point of await pointsOf('validate', waitingFor)) {
      const ports = await waitingFor('validate');
      await expect(STEPS.validate(crashingPorts(ports, point).ports)).rejects.toThrow(Crash);

      expect({ point, ...(await STEPS.validate(ports)) }).toMatchObject({
        point,
        outcome: 'Held',
        reason: expect.stringMatching(/^ready/),
      });

      const before = await ports.tracking.readRecord(RUN.tenant);
      await ports.tracking.commit({ before, set: { cutOver: 'auto' }, note: aNote('permitted') });
      await moveUpTo('cutover', ports);
      expect(await ports.tracking.readRecord(RUN.tenant)).toMatchObject({ status: 'soaking', attempt: 1 });
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

async function heldFor(step: MoveStep): Promise<MemoryPorts> {
  return await changed(await readyFor(step), { holdRequested: true });
}

async function waitingFor(step: MoveStep): Promise<MemoryPorts> {
  return await changed(await readyFor(step), { cutOver: 'hold' });
}

async function changed(ports: MemoryPorts, set: RecordChange): Promise<MemoryPorts> {
  const before = await ports.tracking.readRecord(RUN.tenant);
  await ports.tracking.commit({ before, set, note: aNote('asked') });
  return ports;
}

async function pointsOf(step: MoveStep, ready = readyFor): Promise<readonly CrashPoint[]> {
  const probe = crashingPorts(await ready(step));
  await STEPS[step](probe.ports);
  return allPoints(probe.calls());
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
