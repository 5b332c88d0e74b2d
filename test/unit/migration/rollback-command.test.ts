import { describe, expect, it } from '@jest/globals';
import { carryOutRollback, type StartRollback } from '#src/migration/rollback-command.ts';
import { type MemoryPorts, memoryPorts, RUN } from '#test/support/memory-ports.ts';
import { moveUpTo } from '#test/support/move.ts';

const REQUEST = { command: 'rollBack', tenant: RUN.tenant, reason: 'a release today' } as const;

async function ask(ports: MemoryPorts) {
  const starts: Parameters<StartRollback>[0][] = [];
  const start: StartRollback = async (given) => {
    starts.push(given);
    return `arn:${given.name}`;
  };
  return { answer: await carryOutRollback(REQUEST, ports, start), starts };
}

describe('asking for the way back', () => {
  it('starts it for the tenant’s own region group, with the reason', async () => {
    const ports = await memoryPorts();
    await moveUpTo('import', ports);

    const { starts } = await ask(ports);

    expect(starts).toEqual([
      expect.objectContaining({ tenant: RUN.tenant, group: 'americas', reason: 'a person asked: a release today' }),
    ]);
  });

  it('asked twice is one execution', async () => {
    const ports = await memoryPorts();
    await moveUpTo('import', ports);

    const [first, second] = [await ask(ports), await ask(ports)];

    expect(first.answer).toEqual(second.answer);
  });

  it('refuses where nothing was ever started', async () => {
    await expect(ask(await memoryPorts())).rejects.toMatchObject({ name: 'MoveNotAllowed', subject: RUN.tenant });
  });
});
