import { describe, expect, it } from '@jest/globals';
import { carryOut } from '#src/migration/command.ts';
import { notify } from '#src/migration/notify.ts';
import { memoryPorts, RUN } from '#test/support/memory-ports.ts';
import { moveUpTo, STEPS } from '#test/support/move.ts';
import { aNote } from '#test/support/tenant.ts';

function recorder() {
  const starts: { name: string; tenant: string; group: string }[] = [];
  const start = async (given: { name: string; tenant: string; group: string }) => {
    starts.push(given);
    return `arn:${given.name}`;
  };
  return { starts, start };
}

describe('a command', () => {
  it('starts the first execution of the next attempt, for the tenant’s own region group', async () => {
    const { starts, start } = recorder();

    await carryOut({ command: 'start', tenant: RUN.tenant, cutOver: 'auto' }, await memoryPorts(), start);

    expect(starts).toEqual([{ name: 'alder-prod-1-1', tenant: 'alder-prod', group: 'americas' }]);
  });

  it('asked twice before the run begins names the same execution', async () => {
    const ports = await memoryPorts();
    const { starts, start } = recorder();

    await carryOut({ command: 'start', tenant: RUN.tenant, cutOver: 'auto' }, ports, start);
    await carryOut({ command: 'start', tenant: RUN.tenant, cutOver: 'auto' }, ports, start);

    expect(new Set(starts.map(({ name }) => name)).size).toBe(1);
  });

  it('to hold stops the run before its next step', async () => {
    const ports = await memoryPorts();
    await moveUpTo('backup', ports);

    await carryOut({ command: 'hold', tenant: RUN.tenant, reason: 'a release today' }, ports, recorder().start);

    expect(await STEPS.export(ports)).toMatchObject({ outcome: 'Held' });
    expect(await ports.tracking.readRecord(RUN.tenant)).toMatchObject({ status: 'held', active: 'source' });
  });

  it('to cut over goes on with a tenant that waits at ready, under the same attempt', async () => {
    const ports = await memoryPorts();
    const { starts, start } = recorder();
    await carryOut({ command: 'start', tenant: RUN.tenant, cutOver: 'hold' }, ports, start);
    await moveUpTo('import', ports);
    const held = await STEPS.validate(ports);

    await carryOut({ command: 'cutOver', tenant: RUN.tenant }, ports, start);
    await moveUpTo('cutover', ports);

    expect(held).toMatchObject({ outcome: 'Held', reason: expect.stringContaining('waits for a person') });
    expect(starts.at(-1)?.name).toBe('alder-prod-1-2');
    expect(await ports.tracking.readRecord(RUN.tenant)).toMatchObject({ status: 'soaking', attempt: 1 });
  });

  it('to rehearse starts the next rehearsal and changes nothing in the record', async () => {
    const ports = await memoryPorts();
    const before = await ports.tracking.readRecord(RUN.tenant);
    const { starts, start } = recorder();

    const outcome = await carryOut({ command: 'rehearse', tenant: RUN.tenant }, ports, start);

    expect(outcome).toEqual({ outcome: 'Started', execution: 'arn:alder-prod-r1-1' });
    expect(starts).toEqual([{ name: 'alder-prod-r1-1', tenant: 'alder-prod', group: 'americas', mode: 'rehearse' }]);
    expect(await ports.tracking.readRecord(RUN.tenant)).toEqual(before);
  });

  it('to hold a tenant that is migrated is refused, not merely noted', async () => {
    const asked = { command: 'hold', tenant: RUN.tenant, reason: 'a release today' } as const;
    const ports = await memoryPorts();
    await moveUpTo('cutover', ports);
    const before = await ports.tracking.readRecord(RUN.tenant);
    await ports.tracking.commit({ before, set: { status: 'migrated' }, unset: ['claim'], note: aNote('migrated') });

    await expect(carryOut(asked, ports, recorder().start)).rejects.toMatchObject({ name: 'MoveNotAllowed' });
    expect(await ports.tracking.readRecord(RUN.tenant)).toMatchObject({ holdRequested: false });
  });

  it('for a tenant nobody registered names it', async () => {
    const asked = carryOut(
      { command: 'start', tenant: 'nobody', cutOver: 'auto' },
      await memoryPorts(),
      recorder().start,
    );

    await expect(asked).rejects.toMatchObject({ name: 'TenantNotFound', subject: 'nobody' });
  });
});

describe('a notification', () => {
  it('delivered twice is told once', async () => {
    const ports = await memoryPorts();
    const news = { tenant: RUN.tenant, event: 'held', detail: { reason: 'a release' } };

    await notify(news, ports);
    await notify(news, ports);

    const told = (await ports.tracking.readJournal(RUN.tenant)).filter(({ event }) => event === 'told:held');
    expect(told).toHaveLength(1);
  });
});
