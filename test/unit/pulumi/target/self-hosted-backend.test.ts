import { describe, expect, it } from '@jest/globals';
import { MemoryObjects } from '#src/pulumi/target/memory-objects.ts';
import { SelfHostedBackend } from '#src/pulumi/target/self-hosted-backend.ts';
import { parseStackRef } from '#src/stack-ref.ts';
import { ManualClock } from '#test/support/memory-ports.ts';

const STACK = parseStackRef('organization/golden/dev');
const RUN = { tenant: 'alder-prod', attempt: 1 };

/** A store in which another conditional write is in flight: it refuses as many creations as told, and holds nothing yet. */
class ContendedObjects extends MemoryObjects {
  refusals: number;

  constructor(refusals: number) {
    super();
    this.refusals = refusals;
  }

  override async create(...given: Parameters<MemoryObjects['create']>): ReturnType<MemoryObjects['create']> {
    if (this.refusals > 0) {
      this.refusals--;
      return undefined;
    }
    return await super.create(...given);
  }
}

function backendOn(objects: MemoryObjects): SelfHostedBackend {
  return new SelfHostedBackend({ url: 's3://state?region=us-east-1', objects, clock: new ManualClock() });
}

describe('while another write to the same key is in flight', () => {
  it('tries again', async () => {
    const { key } = await backendOn(new ContendedObjects(2)).lock(RUN, STACK);

    expect(key).toContain('.pulumi/locks/organization/golden/dev/');
  });

  it('gives up in the end, for the state machine to come back later', async () => {
    await expect(backendOn(new ContendedObjects(100)).lock(RUN, STACK)).rejects.toMatchObject({
      name: 'BackendUnavailable',
    });
  });
});

function lockOf(attempt: number, stack: string): string {
  return backendOn(new MemoryObjects()).keysOf({ ...RUN, attempt }, { ...STACK, stack }, { history: [] }).lock;
}

describe('keys', () => {
  it('of a lock are the same for every try of a run, and others for another run or stack', () => {
    expect(lockOf(1, 'dev')).toBe(lockOf(1, 'dev'));
    expect(new Set([lockOf(1, 'dev'), lockOf(2, 'dev'), lockOf(1, 'prod')]).size).toBe(3);
  });
});
