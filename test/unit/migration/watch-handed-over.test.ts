import { describe, expect, it } from '@jest/globals';
import { watchHandedOver } from '#src/migration/watch-handed-over.ts';
import { refused } from '#test/support/memory-ports.ts';
import { MemorySource } from '#test/support/memory-source.ts';
import { aTenant } from '#test/support/tenant.ts';

const { stack } = aTenant();

describe('the sender’s watch of a stack it handed over', () => {
  it('is good while the source stands where it was', async () => {
    expect(await watchHandedOver({ stack, version: 3 }, new MemorySource(stack))).toMatchObject({ state: 'good' });
  });

  it('tells of a split brain when somebody deployed to the source', async () => {
    const source = new MemorySource(stack);
    source.version++;

    expect(await watchHandedOver({ stack, version: 3 }, source)).toMatchObject({
      state: 'bad',
      reason: 'split brain: the source stands at 4, handed over was 3',
    });
  });

  it('tells of a deploy that is running', async () => {
    const source = new MemorySource(stack);
    source.operation = { kind: 'update', author: 'kim', startedAt: new Date(0) };

    expect(await watchHandedOver({ stack, version: 3 }, source)).toMatchObject({ state: 'bad' });
  });

  it('takes a look that fails for unknown', async () => {
    const source = new MemorySource(stack);
    source.describe = async () => refused();

    expect(await watchHandedOver({ stack, version: 3 }, source)).toMatchObject({
      state: 'unknown',
      reason: 'AccessRefused',
    });
  });
});
