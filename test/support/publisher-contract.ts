import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Publication, Publisher } from '#src/publishing/publisher.ts';

/** What every publisher must do; run against the fake and against the real bucket. */
export function publisherContract(name: string, open: () => Promise<Publisher>): void {
  describe(`publisher: ${name}`, () => {
    let publisher: Publisher;
    let count = 0;
    const fresh = () => ({ organization: 'acme', project: `project-${Date.now()}`, stack: `stack-${++count}` });
    const run = { tenant: 'alder-prod', attempt: 1 };
    const publication: Publication = { active: 'target', backendUrl: 's3://state', stack: 'organization/p/s', run };

    beforeEach(async () => {
      publisher = await open();
    });

    it('returns what was published', async () => {
      const stack = fresh();

      await publisher.freeze(stack, run);
      await publisher.publish(stack, publication);

      expect((await publisher.read(stack)).publication).toEqual(publication);
    });

    it('lets a run publish only while it holds the freeze', async () => {
      const stack = fresh();

      await expect(publisher.publish(stack, publication)).rejects.toMatchObject({ name: 'RecordMoved' });

      expect(await publisher.read(stack)).toEqual({});
    });

    it('takes the repetition of a publication, freeze or no freeze', async () => {
      const stack = fresh();
      await publisher.freeze(stack, run);
      await publisher.publish(stack, publication);
      await publisher.unfreeze(stack, run);

      await publisher.publish(stack, publication);

      expect(await publisher.read(stack)).toEqual({ publication });
    });

    it('holds deploys from freeze to unfreeze, through a publication', async () => {
      const stack = fresh();

      await publisher.freeze(stack, run);
      await publisher.freeze(stack, run);
      await publisher.publish(stack, publication);
      const held = await publisher.read(stack);
      await publisher.unfreeze(stack, run);

      expect(held.frozenBy).toEqual(run);
      expect((await publisher.read(stack)).frozenBy).toBeUndefined();
    });

    it('lets no run lift or take the freeze of another', async () => {
      const stack = fresh();
      await publisher.freeze(stack, run);

      await publisher.unfreeze(stack, { ...run, attempt: 2 });

      expect((await publisher.read(stack)).frozenBy).toEqual(run);
      await expect(publisher.freeze(stack, { ...run, attempt: 2 })).rejects.toMatchObject({ name: 'RecordMoved' });
    });

    it('says nothing of a stack that was never published', async () => {
      expect(await publisher.read(fresh())).toEqual({});
    });
  });
}
