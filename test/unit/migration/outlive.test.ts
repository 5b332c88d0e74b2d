import { describe, expect, it } from '@jest/globals';
import { proveRollback } from '#src/migration/prove-rollback.ts';
import { rollBack } from '#src/migration/roll-back.ts';
import { EXECUTION, type MemoryPorts, memoryPorts, RUN } from '#test/support/memory-ports.ts';
import { type MoveStep, moveUpTo, STEPS } from '#test/support/move.ts';
import { overtakenPorts } from '#test/support/overtake.ts';
import {
  type RehearsalStep,
  rehearsalSteps,
  rehearseUpTo,
  takeRehearsalBack,
  untouchedBy,
} from '#test/support/rehearsal.ts';

const ROLLBACK = 'arn:aws:states:us-east-1:000000000000:execution:rollback-tenant:one';
const ORDER: readonly MoveStep[] = ['backup', 'export', 'import', 'validate', 'cutover'];

// A stopped execution does not stop its handler, and neither does a task's timeout.
describe.each(ORDER)('a handler of %s that outlives its execution', (step) => {
  it('changes nothing once the tenant is rolled back, wherever it was overtaken', async () => {
    const probe = overtakenPorts(await readyFor(step));
    await STEPS[step](probe.ports);

    for (let before = 1; before <= probe.calls(); before++) {
      const ports = await readyFor(step);
      const by = async () => await takeBack(ports);
      await STEPS[step](overtakenPorts(ports, { before, by }).ports).catch(() => undefined);

      expect({ before, ...(await outcomeOf(ports)) }).toEqual({ before, ...SOURCE_IS_TRUTH });
    }
  });
});

const SOURCE_IS_TRUTH = { active: 'source', status: 'rolledBack', published: 'source', isFrozen: false, objects: [] };

async function readyFor(step: MoveStep): Promise<MemoryPorts> {
  const names = Object.keys(STEPS) as MoveStep[];
  const ports = await memoryPorts();
  await moveUpTo(names[names.indexOf(step) - 1] ?? 'preflight', ports);
  return ports;
}

async function takeBack(ports: MemoryPorts): Promise<void> {
  const undone = await rollBack({ tenant: RUN.tenant, reason: 'a test', lost: EXECUTION }, ROLLBACK, ports);
  if (undone.outcome === 'Undone') await proveRollback(undone.run, undone.deleted, ports);
}

async function outcomeOf({ tracking, objects, publisher }: MemoryPorts) {
  const { active, status, stack } = await tracking.readRecord(RUN.tenant);
  const { publication, frozenBy } = await publisher.read(stack);
  return {
    active,
    status,
    // Before the flip nobody was told anything.
    published: publication?.active ?? 'source',
    isFrozen: frozenBy !== undefined,
    // The backend's own file is written where missing and never taken away.
    objects: (await objects.list('')).filter((key) => key !== '.pulumi/meta.yaml'),
  };
}

describe.each(Object.keys(rehearsalSteps()) as RehearsalStep[])(
  'a rehearsal’s handler of %s that outlives it',
  (step) => {
    it('changes nothing once the rehearsal is taken back, wherever it was overtaken', async () => {
      const take = rehearsalSteps()[step];
      const probe = overtakenPorts(await rehearsedUpTo(step));
      await take(probe.ports);

      // Until its third call preflight has claimed nothing, so there is nothing to take back.
      for (let before = step === 'preflight' ? 4 : 1; before <= probe.calls(); before++) {
        const ports = await rehearsedUpTo(step);
        const by = async () => void (await takeRehearsalBack(ports));
        await take(overtakenPorts(ports, { before, by }).ports).catch(() => undefined);

        expect({ before, ...(await untouchedBy(ports)) }).toEqual({
          before,
          ...(await untouchedBy(await memoryPorts())),
        });
        expect((await ports.tracking.readRecord(RUN.tenant)).claim).toBeUndefined();
      }
    });
  },
);

async function rehearsedUpTo(step: RehearsalStep): Promise<MemoryPorts> {
  const names = Object.keys(rehearsalSteps()) as RehearsalStep[];
  const ports = await memoryPorts();
  const last = names[names.indexOf(step) - 1];
  if (last) await rehearseUpTo(last, ports);
  return ports;
}
