import { describe, expect, it } from '@jest/globals';
import { MemoryObjects } from '#src/pulumi/target/memory-objects.ts';
import { openScratch } from '#src/pulumi/target/scratch.ts';
import { ManualClock } from '#test/support/memory-ports.ts';
import { targetContract } from '#test/support/pulumi-target-contract.ts';

const FOLDER = 'rehearsal/alder-prod/';
const LOCK = `${FOLDER}.pulumi/locks/organization/golden/dev/one.json`;

function place(objects = new MemoryObjects()) {
  return { url: 's3://state?region=us-east-1', objects, clock: new ManualClock() };
}

targetContract('the scratch of a rehearsal', async () => {
  const { objects, ...rest } = place();
  return {
    target: openScratch('alder-prod', { objects, ...rest }),
    writeAsOther: async (key, text) => {
      objects.write(`${FOLDER}${key}`, Buffer.from(text));
    },
    textOf: async (key) => {
      const found = await objects.read(`${FOLDER}${key}`);
      return found && Buffer.from(found.bytes).toString('utf8');
    },
  };
});

describe('the scratch of a rehearsal', () => {
  it('is thrown away whole, whoever wrote it, and nothing beside it', async () => {
    const objects = new MemoryObjects();
    objects.write(LOCK, Buffer.from('{}'));
    objects.write(`${FOLDER}.pulumi/meta.yaml`, Buffer.from('version: 1\n'), 'alder-prod-r1');
    objects.write('rehearsal/alder-prod-eu/.pulumi/meta.yaml', Buffer.from('version: 1\n'));
    objects.write('.pulumi/meta.yaml', Buffer.from('version: 1\n'));

    expect(await openScratch('alder-prod', place(objects)).discard()).toBe(2);

    expect(await objects.list('')).toEqual(['.pulumi/meta.yaml', 'rehearsal/alder-prod-eu/.pulumi/meta.yaml']);
  });

  it('loses its lock first, so that a handler that outlived its execution writes no further', async () => {
    const objects = new MemoryObjects();
    const deleted: string[] = [];
    const remove = objects.delete.bind(objects);
    objects.delete = async (gone) => {
      deleted.push(...gone.map(({ key }) => key));
      await remove(gone);
    };
    objects.write(`${FOLDER}.pulumi/history/golden/dev/dev-1.history.json`, Buffer.from('{}'));
    objects.write(LOCK, Buffer.from('{}'));

    await openScratch('alder-prod', place(objects)).discard();

    expect(deleted[0]).toBe(LOCK);
    expect(deleted).toHaveLength(2);
  });

  it('is looked at again until nothing is found', async () => {
    const objects = new MemoryObjects();
    const remove = objects.delete.bind(objects);
    let late = 1;
    objects.delete = async (gone) => {
      await remove(gone);
      if (late-- > 0) objects.write(`${FOLDER}late.json`, Buffer.from('{}'));
    };
    objects.write(LOCK, Buffer.from('{}'));

    expect(await openScratch('alder-prod', place(objects)).discard()).toBe(2);
    expect(await objects.list('')).toEqual([]);
  });

  it('complains where something keeps appearing', async () => {
    const objects = new MemoryObjects();
    objects.delete = async () => undefined;
    objects.write(LOCK, Buffer.from('{}'));

    await expect(openScratch('alder-prod', place(objects)).discard()).rejects.toMatchObject({
      name: 'BackendUnavailable',
      subject: 's3://state/rehearsal/alder-prod?region=us-east-1',
    });
  });
});
