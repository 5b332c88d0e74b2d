import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Machine, moveRun } from '#src/migration/lost-moves.ts';
import { moveStack, previewMove } from '#src/migration/move-stack.ts';
import type { MovePorts } from '#src/migration/stack-move.ts';
import type { ConfigFile } from '#src/pulumi/config/config-file.ts';
import { kmsStackKeys } from '#src/pulumi/secrets/stack-keys.ts';
import type { MemoryObjects } from '#src/pulumi/target/memory-objects.ts';
import { targetRefOf } from '#src/stack-ref.ts';
import { memoryPorts } from '#test/support/memory-ports.ts';
import { type MemorySource, stateOf } from '#test/support/memory-source.ts';

const MACHINE: Machine = { hostname: 'ops-1', pid: 10, isRunning: () => false };
const LOST = { ...MACHINE, pid: 9 };
const CONFIG = 'config:\n  app:word:\n    secure: sealed:hunter2\n';
const UPDATE = {
  kind: 'update',
  version: 3,
  startTime: 1_795_444_352,
  endTime: 1_795_444_353,
  message: '',
  result: 'succeeded',
  environment: {},
  resourceChanges: {},
  config: {},
};

let source: MemorySource;
let objects: MemoryObjects;
let ports: MovePorts;
let config: string;

beforeEach(async () => {
  const memory = await memoryPorts();
  ({ source, objects } = memory);
  source.history = [UPDATE];
  config = CONFIG;
  const { clock, target, keys } = memory;
  ports = {
    clock,
    source,
    target,
    keys: kmsStackKeys(keys),
    config: configInMemory(),
    machine: MACHINE,
    say: () => {},
  };
});

function configInMemory(): ConfigFile {
  return {
    path: 'Pulumi.prod.yaml',
    read: async () => config,
    replace: async (text) => {
      config = text;
      return 'Pulumi.prod.yaml.bak';
    },
  };
}

async function move(machine = MACHINE) {
  return await moveStack(source.stack, moveRun(machine, ports.clock.now()), ports);
}

async function keysLeft(): Promise<readonly string[]> {
  return (await objects.list('')).filter((key) => key !== '.pulumi/meta.yaml');
}

/** What a process leaves that is killed before its last write. */
async function dieWhileWriting(): Promise<void> {
  const replace = ports.config;
  const dying = { ...ports, config: replace && { ...replace, replace: () => new Promise<string>(() => {}) } };
  void moveStack(source.stack, moveRun(LOST, ports.clock.now()), dying);
  for (let turn = 0; turn < 1000 && (await keysLeft()).length < 4; turn++) await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
}

describe('moving a stack', () => {
  it('leaves history, tags and the checkpoint in the target, the config switched, and no lock', async () => {
    const report = await move();

    expect(report).toMatchObject({ outcome: 'Migrated', resources: 3, secrets: 1, findings: [] });
    expect(report.digest).toMatch(/^[0-9a-f]{64}$/);
    const { project, stack } = source.stack;
    expect(await keysLeft()).toEqual([
      `.pulumi/history/${project}/${stack}/${stack}-1795444352000000000.history.json`,
      `.pulumi/stacks/${project}/${stack}.json`,
      `.pulumi/stacks/${project}/${stack}.pulumi-tags`,
    ]);
    expect(config).toMatch(/secure: v1:.*\nsecretsprovider: awskms:\/\/.*\nencryptedkey: /);
  });

  it('is nothing to do where the same already stands there', async () => {
    const first = await move();
    const [before, objectsBefore] = [config, await objects.everyVersion('')];

    expect(await previewMove(source.stack, ports)).toMatchObject({ outcome: 'NothingToDo', digest: first.digest });
    expect(await move()).toMatchObject({ outcome: 'NothingToDo', digest: first.digest });

    expect(config).toBe(before);
    expect((await objects.everyVersion('')).filter(({ key }) => !key.includes('/locks/'))).toEqual(objectsBefore);
  });

  it('still switches a config file that an earlier move did not come to', async () => {
    await moveStack(source.stack, moveRun(LOST, ports.clock.now()), { ...ports, config: undefined });

    expect(await previewMove(source.stack, ports)).toMatchObject({ outcome: 'WouldMigrate' });
    expect(await move()).toMatchObject({ outcome: 'Migrated' });

    expect(config).toContain('encryptedkey');
  });

  it('is refused where another state stands there', async () => {
    await move();
    source.state = stateOf(source.stack, 4);
    const before = await objects.everyVersion('');

    expect(await move()).toMatchObject({ outcome: 'Refused', findings: [{ id: 'TargetOccupied' }] });

    expect(await objects.everyVersion('')).toEqual(before);
  });

  it('is refused while somebody deploys to the source or holds the lock of the target', async () => {
    source.operation = { kind: 'update', author: 'kim', startedAt: new Date(0) };
    await ports.target.lock({ tenant: 'alder-prod', attempt: 1 }, targetRefOf(source.stack));

    const { outcome, findings } = await move();

    expect([outcome, findings.map(({ id }) => id)]).toEqual(['Refused', ['UpdateInProgress', 'StackLocked']]);
  });

  it('is refused where the config file belongs to another target', async () => {
    config = 'encryptionsalt: v1:c2FsdA==:v1:a:b\nconfig:\n  app:word:\n    secure: v1:bm9uY2U=:c2VhbGVk\n';

    expect(await move()).toMatchObject({ outcome: 'Refused', findings: [{ id: 'ConfigUnsupported' }] });
    expect(await keysLeft()).toEqual([]);
  });

  it('is taken back where the source moved meanwhile', async () => {
    const describeSource = source.describe.bind(source);
    source.describe = async (stack) => {
      const described = await describeSource(stack);
      source.version++;
      return described;
    };

    await expect(move()).rejects.toMatchObject({ name: 'SourceMoved' });

    expect(await keysLeft()).toEqual([]);
    expect(config).toBe(CONFIG);
  });

  it('is taken back where the config file cannot be written', async () => {
    const failing = { ...configInMemory(), replace: async () => await Promise.reject(new Error('disk full')) };
    ports = { ...ports, config: failing };

    await expect(move()).rejects.toThrow('disk full');

    expect(await keysLeft()).toEqual([]);
  });

  it('says what would be written, and writes nothing, when it is only looked at', async () => {
    expect(await previewMove(source.stack, ports)).toMatchObject({ outcome: 'WouldMigrate', digest: undefined });

    expect(await objects.everyVersion('')).toEqual([]);
    expect(config).toBe(CONFIG);
  });

  it('says that the config file is left where none is named', async () => {
    const { outcome, findings } = await previewMove(source.stack, { ...ports, config: undefined });

    expect([outcome, findings]).toEqual(['WouldMigrate', [expect.objectContaining({ severity: 'notice' })]]);
  });
});

describe('after a move that was killed', () => {
  it('the next one finishes what is whole', async () => {
    await dieWhileWriting();
    expect(await ports.target.lockHolders(targetRefOf(source.stack))).toHaveLength(1);

    expect(await move()).toMatchObject({ outcome: 'Migrated' });

    expect(await ports.target.lockHolders(targetRefOf(source.stack))).toEqual([]);
    expect(config).toContain('encryptedkey');
  });

  it('the next one takes it back where the source has moved since, and begins anew', async () => {
    await dieWhileWriting();
    source.state = stateOf(source.stack, 4);
    source.version++;

    expect(await previewMove(source.stack, ports)).toMatchObject({ outcome: 'WouldMigrate' });
    expect(await move()).toMatchObject({ outcome: 'Migrated' });

    expect(await move()).toMatchObject({ outcome: 'NothingToDo' });
    expect(await ports.target.lockHolders(targetRefOf(source.stack))).toEqual([]);
  });
});
