import { beforeEach, describe, expect, it } from '@jest/globals';
import type { StackContents, TargetBackend } from '#src/pulumi/target/target-backend.ts';
import { parseStackRef } from '#src/stack-ref.ts';

const STACK = parseStackRef('organization/golden/dev');
const RUN = { tenant: 'alder-prod', attempt: 1 };
const OTHER_RUN = { tenant: 'alder-prod', attempt: 2 };
const CHECKPOINT_KEY = '.pulumi/stacks/golden/dev.json';
const META_KEY = '.pulumi/meta.yaml';
const CLI_LOCK = '{"pid":4711,"username":"ada","hostname":"laptop","timestamp":"2026-11-23T14:31:17.07334529Z"}';

/** An empty backend, and a hand that writes and looks into its store as somebody else would. */
export interface OpenTarget {
  readonly target: TargetBackend;
  /** False where writing over an object is the end of it, as in a folder. */
  readonly keepsVersions?: boolean;
  readonly writeAsOther: (key: string, text: string) => Promise<void>;
  readonly textOf: (key: string) => Promise<string | undefined>;
}

/** What every target must do; run against memory and against S3. */
export function targetContract(name: string, open: () => Promise<OpenTarget>): void {
  describe(`target: ${name}`, () => {
    let opened: OpenTarget;
    let target: TargetBackend;

    beforeEach(async () => {
      opened = await open();
      ({ target } = opened);
    });

    const lockAndPut = async (contents: StackContents, run = RUN) => {
      await target.lock(run, STACK);
      return await target.putStack(run, STACK, contents);
    };

    it('may be used while it is empty, and holds no stack', async () => {
      await target.checkUsable();

      expect(await target.readStack(STACK)).toEqual({ kind: 'free' });
      expect(await opened.textOf(META_KEY)).toBeUndefined();
    });

    it('holds a stack as the backend lays it out, the checkpoint written last', async () => {
      const keys = target.keysOf(RUN, STACK, contentsOf('state'));

      const written = await lockAndPut(contentsOf('state'));

      expect(written.map(({ key }) => key)).toEqual([...keys.history, keys.tags, CHECKPOINT_KEY]);
      expect(keys.history).toEqual([
        '.pulumi/history/golden/dev/dev-1795444352000000000.history.json',
        '.pulumi/history/golden/dev/dev-1795444353000000000.history.json',
      ]);
      expect(await opened.textOf(META_KEY)).toBe('version: 1\n');
      expect(await opened.textOf('.pulumi/stacks/golden/dev.pulumi-tags')).toBe('{"version":1}');
      expect(await opened.textOf(keys.history[1] ?? '')).toBe('{"kind":"second"}');
      expect(await target.readStack(STACK)).toMatchObject({ kind: 'occupied', object: written.at(-1) });
      expect(await opened.textOf(CHECKPOINT_KEY)).toBe('state');
    });

    it('writes each object once however often the run is repeated', async () => {
      const first = await lockAndPut(contentsOf('state'));

      expect(await lockAndPut(contentsOf('state'))).toEqual(first);
      expect(
        await target.versionsOf(
          RUN,
          first.map(({ key }) => key),
        ),
      ).toEqual(first);
    });

    it('accepts what the run wrote before, whatever came of its bytes: the read-back judges those', async () => {
      const first = await lockAndPut(contentsOf('damaged on the way'));

      expect(await target.putStack(RUN, STACK, contentsOf('state'))).toEqual(first);
    });

    it('finishes what a killed run began', async () => {
      const [history, ...rest] = await lockAndPut(contentsOf('state'));
      await target.deleteVersions(rest);

      const again = await target.putStack(RUN, STACK, contentsOf('state'));

      expect(again.map(({ key }) => key)).toEqual([history, ...rest].map((object) => object?.key));
      expect(again[0]).toEqual(history);
    });

    it('refuses another state under the name before it writes anything', async () => {
      await opened.writeAsOther(CHECKPOINT_KEY, 'somebody else’s');

      await expect(lockAndPut(contentsOf('state'))).rejects.toMatchObject({ name: 'TargetOccupied' });

      const { history, tags } = target.keysOf(RUN, STACK, contentsOf('state'));
      expect(await target.versionsOf(RUN, [...history, tags, CHECKPOINT_KEY])).toEqual([]);
      expect(await opened.textOf(CHECKPOINT_KEY)).toBe('somebody else’s');
    });

    it('refuses what another run wrote, unless it says the same', async () => {
      await lockAndPut(contentsOf('state'));
      await target.unlock(RUN, STACK);

      await expect(lockAndPut(contentsOf('another'), OTHER_RUN)).rejects.toMatchObject({ name: 'TargetOccupied' });
      await target.putStack(OTHER_RUN, STACK, contentsOf('state'));

      expect(await target.versionsOf(OTHER_RUN, [CHECKPOINT_KEY])).toEqual([]);
    });

    it.each(['.gz', '.zst'])('refuses a stack that stands there compressed: %s', async (ending) => {
      await opened.writeAsOther(`${CHECKPOINT_KEY}${ending}`, 'packed');

      await expect(lockAndPut(contentsOf('state'))).rejects.toMatchObject({ name: 'TargetOccupied' });
      await opened.writeAsOther(CHECKPOINT_KEY, 'plain');
      await expect(target.readStack(STACK)).rejects.toMatchObject({ name: 'TargetOccupied' });
    });

    it('refuses another history record or other tags under its keys', async () => {
      const { tags } = target.keysOf(RUN, STACK, contentsOf('state'));
      await opened.writeAsOther(tags, 'somebody else’s');

      await expect(lockAndPut(contentsOf('state'))).rejects.toMatchObject({ name: 'TargetOccupied' });
      expect(await target.readStack(STACK)).toEqual({ kind: 'free' });
    });

    it('takes away what the run wrote and leaves what was written over it', async () => {
      const written = await lockAndPut(contentsOf('state'));
      await opened.writeAsOther(CHECKPOINT_KEY, 'deployed later');

      const found = await target.versionsOf(
        RUN,
        written.map(({ key }) => key),
      );
      await target.deleteVersions(found);

      expect(found).toEqual(opened.keepsVersions === false ? written.slice(0, -1) : written);
      expect(await opened.textOf(CHECKPOINT_KEY)).toBe('deployed later');
      expect(
        await target.versionsOf(
          RUN,
          written.map(({ key }) => key),
        ),
      ).toEqual([]);
    });

    it('is free again once a run is undone, for a run with other bytes', async () => {
      await target.deleteVersions(await lockAndPut(contentsOf('state')));
      await target.unlock(RUN, STACK);

      await lockAndPut(contentsOf('another'), OTHER_RUN);

      expect(await opened.textOf(CHECKPOINT_KEY)).toBe('another');
    });

    it('takes the versions of a key for no other key that begins alike', async () => {
      await lockAndPut(contentsOf('state'));
      await opened.writeAsOther(`${CHECKPOINT_KEY}.bak`, 'state');

      const found = await target.versionsOf(RUN, [CHECKPOINT_KEY, CHECKPOINT_KEY.replace('.json', '')]);

      expect(found.map(({ key }) => key)).toEqual([CHECKPOINT_KEY]);
    });

    describe('its meta.yaml', () => {
      it('is left as it is where the backend is in project mode', async () => {
        await opened.writeAsOther(META_KEY, '# by hand\nversion: 1\n');

        await lockAndPut(contentsOf('state'));

        expect(await opened.textOf(META_KEY)).toBe('# by hand\nversion: 1\n');
      });

      it.each(['version: 2\n', 'version: 10\n', '', 'nothing'])('forbids an import where it says %j', async (text) => {
        await opened.writeAsOther(META_KEY, text);

        await expect(target.checkUsable()).rejects.toMatchObject({ name: 'ImportRejected' });
        await expect(lockAndPut(contentsOf('state'))).rejects.toMatchObject({ name: 'ImportRejected' });
        expect(await target.readStack(STACK)).toEqual({ kind: 'free' });
      });

      it('is not written over stacks of the oldest layout, which it would hide', async () => {
        await opened.writeAsOther('.pulumi/stacks/legacy.json', '{}');

        await expect(lockAndPut(contentsOf('state'))).rejects.toMatchObject({ name: 'ImportRejected' });
        expect(await opened.textOf(META_KEY)).toBeUndefined();
      });
    });

    describe('its lock', () => {
      it('has the shape and the place the Pulumi CLI gives it', async () => {
        const { key } = await target.lock(RUN, STACK);

        expect(key).toMatch(
          /^\.pulumi\/locks\/organization\/golden\/dev\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.json$/,
        );
        expect(Object.keys(JSON.parse((await opened.textOf(key)) ?? ''))).toEqual(Object.keys(JSON.parse(CLI_LOCK)));
        expect(await target.lockHolders(STACK)).toMatchObject([
          { key, username: 'stackferry', hostname: 'alder-prod-1' },
        ]);
      });

      it('is one and the same however often the run takes it', async () => {
        const first = await target.lock(RUN, STACK);

        expect(await target.lock(RUN, STACK)).toEqual(first);
      });

      it('is refused to another run until it is given back', async () => {
        await target.lock(RUN, STACK);

        await expect(target.lock(OTHER_RUN, STACK)).rejects.toMatchObject({ name: 'StackLocked' });
        await target.unlock(RUN, STACK);
        await target.unlock(RUN, STACK);
        await target.lock(OTHER_RUN, STACK);

        expect(await target.lockHolders(STACK)).toHaveLength(1);
      });

      it('is refused while a deployer holds it, who is named', async () => {
        await opened.writeAsOther('.pulumi/locks/organization/golden/dev/9a.json', CLI_LOCK);

        await expect(target.lock(RUN, STACK)).rejects.toMatchObject({
          name: 'StackLocked',
          found: expect.stringContaining('ada@laptop (pid 4711)'),
        });
        await target.unlock(RUN, STACK);

        expect(await target.lockHolders(STACK)).toHaveLength(1);
      });

      it('is refused while one stands there that cannot be read', async () => {
        await opened.writeAsOther('.pulumi/locks/organization/golden/dev/9a.json', 'not JSON');

        await expect(target.lock(RUN, STACK)).rejects.toMatchObject({ name: 'StackLocked' });
      });

      it('of another stack is no hindrance, even where the names begin alike', async () => {
        await opened.writeAsOther('.pulumi/locks/organization/golden/dev-2/9a.json', CLI_LOCK);

        await target.lock(RUN, STACK);

        expect(await target.lockHolders(STACK)).toHaveLength(1);
      });

      it('is needed for every write', async () => {
        await expect(target.putStack(RUN, STACK, contentsOf('state'))).rejects.toMatchObject({ name: 'StackLocked' });
        expect(await target.readStack(STACK)).toEqual({ kind: 'free' });
      });
    });
  });
}

function contentsOf(checkpoint: string): StackContents {
  return {
    checkpoint: Buffer.from(checkpoint),
    tags: Buffer.from('{"version":1}'),
    history: [
      { startedAtNanos: 1_795_444_352_000_000_000n, record: Buffer.from('{"kind":"first"}') },
      { startedAtNanos: 1_795_444_353_000_000_000n, record: Buffer.from('{"kind":"second"}') },
    ],
  };
}
