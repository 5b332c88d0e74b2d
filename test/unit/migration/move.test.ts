import { describe, expect, it } from '@jest/globals';
import { importStack } from '#src/migration/import-stack.ts';
import { preflight } from '#src/migration/preflight.ts';
import { checkpointKey } from '#src/pulumi/target/layout.ts';
import { MemoryStore } from '#src/tracking/memory-store.ts';
import { EXECUTION, memoryPorts, PREFLIGHT, RUN } from '#test/support/memory-ports.ts';
import { stateOf } from '#test/support/memory-source.ts';
import { moveUpTo, STEPS } from '#test/support/move.ts';
import { aNote, aTenant } from '#test/support/tenant.ts';

describe('a move', () => {
  it('makes the target the truth, published and open for deploys', async () => {
    const ports = await memoryPorts();

    await moveUpTo('cutover', ports);

    const record = await ports.tracking.readRecord(RUN.tenant);
    expect(record).toMatchObject({ active: 'target', status: 'soaking', attempt: 1 });
    const { publication, frozenBy } = await ports.publisher.read(record.stack);
    expect(publication).toMatchObject({
      active: 'target',
      stack: 'organization/saas-tenant-cluster-services/alder-prod',
    });
    expect(publication?.config).toContain('secretsprovider: awskms:///');
    expect(frozenBy).toBeUndefined();
    expect(await ports.target.lockHolders(record.stack)).toEqual([]);
  });

  it('carries tags, and a state without a plaintext secret', async () => {
    const ports = await memoryPorts();

    await moveUpTo('import', ports);

    const tags = await ports.objects.read('.pulumi/stacks/saas-tenant-cluster-services/alder-prod.pulumi-tags');
    const checkpoint = await ports.objects.read(checkpointKey(aTenant().stack));
    expect(Buffer.from(tags?.bytes ?? []).toString()).toBe('{"version":1,"tags":{"owner":"team-x"}}');
    expect(Buffer.from(checkpoint?.bytes ?? []).toString()).not.toContain('hunter2');
  });

  it('taken twice gives the same answers and writes nothing new', async () => {
    const ports = await memoryPorts();
    await moveUpTo('validate', ports);
    const before = await ports.tracking.readRecord(RUN.tenant);
    const keys = await ports.objects.list('');

    await STEPS.export(ports);
    await STEPS.import(ports);

    expect(await ports.tracking.readRecord(RUN.tenant)).toEqual(before);
    expect(await ports.objects.list('')).toEqual(keys);
  });
});

describe('preflight', () => {
  it('gives the tenant to one execution only', async () => {
    const ports = await memoryPorts();
    await STEPS.preflight(ports);

    const second = await preflight({ ...PREFLIGHT, execution: `${EXECUTION}-other` }, ports);

    expect(second).toMatchObject({ outcome: 'AlreadyClaimed' });
    expect((await ports.tracking.readRecord(RUN.tenant)).claim?.execution).toBe(EXECUTION);
  });

  it('says that a moved tenant is moved, and changes nothing', async () => {
    const ports = await memoryPorts();
    await moveUpTo('cutover', ports);
    const before = await ports.tracking.readRecord(RUN.tenant);

    expect(await STEPS.preflight(ports)).toMatchObject({ outcome: 'AlreadyMigrated' });
    expect(await ports.tracking.readRecord(RUN.tenant)).toEqual(before);
  });

  it('refuses to run for another region group than the tenant’s own', async () => {
    const ports = await memoryPorts();

    await expect(preflight({ ...PREFLIGHT, group: 'europe' }, ports)).rejects.toMatchObject({
      name: 'ContractViolated',
    });
  });

  it('holds while the brake of the region group is on', async () => {
    const ports = await memoryPorts();
    await ports.tracking.pullBrake({ group: 'americas', reason: 'an incident', pulledAt: aNote().at });

    expect(await STEPS.preflight(ports)).toMatchObject({
      outcome: 'Held',
      reason: expect.stringContaining('an incident'),
    });
  });

  it.each([
    ['UpdateInProgress', { operation: { kind: 'update', author: 'kim', startedAt: new Date(0) } }],
    ['OperationsPending', { state: withPending() }],
    [
      'SecretsProviderForeign',
      {
        state: withProvider({
          type: 'service',
          state: { url: 'https://other.example', owner: 'a', project: 'b', stack: 'c' },
        }),
      },
    ],
    ['SecretsProviderForeign', { state: withProvider({ type: 'passphrase', state: { salt: 'v1:x' } }) }],
    ['SnapshotUnreadable', { state: { nonsense: true } }],
    ['SnapshotUnreadable', { state: { ...stateOf(aTenant().stack), version: 9 } }],
  ])('holds the tenant with the finding %s and writes nothing to the target', async (id, change) => {
    const ports = await memoryPorts();
    Object.assign(ports.source, change);

    const outcome = await STEPS.preflight(ports);

    expect(outcome).toMatchObject({
      outcome: 'Held',
      findings: [{ id, severity: 'blocking', subject: expect.stringContaining('alder-prod') }],
    });
    expect(await ports.objects.list('')).toEqual([]);
    const record = await ports.tracking.readRecord(RUN.tenant);
    expect(record).toMatchObject({ status: 'held', active: 'source' });
    expect(record.claim).toBeUndefined();
  });

  it('holds a tenant whose name the target already has', async () => {
    const ports = await memoryPorts();
    ports.objects.write(checkpointKey(aTenant().stack), Buffer.from('{"version":3,"checkpoint":{"latest":{}}}'));

    expect(await STEPS.preflight(ports)).toMatchObject({ outcome: 'Held', findings: [{ id: 'TargetOccupied' }] });
  });

  it('names the tenant it does not know', async () => {
    const ports = { ...(await memoryPorts()), tracking: new MemoryStore() };

    await expect(STEPS.preflight(ports)).rejects.toMatchObject({ name: 'TenantNotFound', subject: 'alder-prod' });
  });

  it('holds a run whose export is older than the source now', async () => {
    const ports = await memoryPorts();
    await moveUpTo('export', ports);
    const record = await ports.tracking.readRecord(RUN.tenant);
    await ports.tracking.commit({ before: record, set: { status: 'held' }, unset: ['claim'], note: aNote('held') });
    ports.source.version++;

    expect(await STEPS.preflight(ports)).toMatchObject({ outcome: 'Held', findings: [{ id: 'SourceMoved' }] });
  });
});

describe('import', () => {
  it('names what differs, and never what stands there, when the target returns another state', async () => {
    const ports = await memoryPorts();
    await moveUpTo('export', ports);
    const { objects } = ports;
    const create = objects.create.bind(objects);
    objects.create = async (run, key, bytes) =>
      await create(run, key, Buffer.from(Buffer.from(bytes).toString().replace('"replicas":3', '"replicas":4711')));

    const error: unknown = await importStack(RUN, ports).catch((caught: unknown) => caught);

    expect(error).toMatchObject({
      name: 'ImportDiverged',
      message: expect.stringContaining('inputs.replicas of urn:pulumi:alder-prod'),
    });
    expect(String(error)).not.toContain('4711');
  });

  it('works for no run that lost its claim', async () => {
    const ports = await memoryPorts();
    await moveUpTo('export', ports);
    const before = await ports.tracking.readRecord(RUN.tenant);
    const claim = { machine: 'rollback-tenant', execution: 'arn:other', takenAt: aNote().at } as const;
    await ports.tracking.commit({ before, set: { status: 'rollingBack', claim }, note: aNote('rollbackStarted') });

    await expect(STEPS.import(ports)).rejects.toMatchObject({ name: 'MoveNotAllowed' });
    expect(await ports.objects.list('')).toEqual([]);
  });
});

describe('cut-over', () => {
  it('waits for a running deploy and gives up when that does not end', async () => {
    const ports = await memoryPorts();
    await moveUpTo('validate', ports);
    ports.source.operation = { kind: 'update', author: 'kim', startedAt: new Date(0) };

    await expect(STEPS.cutover(ports)).rejects.toMatchObject({ name: 'UpdateInProgress' });
    expect((await ports.tracking.readRecord(RUN.tenant)).active).toBe('source');
  });

  it('leaves no freeze behind when it is held after an earlier try died frozen', async () => {
    const ports = await memoryPorts();
    await moveUpTo('validate', ports);
    const { stack } = aTenant();
    await ports.publisher.freeze(stack, RUN);
    await ports.tracking.pullBrake({ group: 'americas', reason: 'an incident', pulledAt: aNote().at });

    expect(await STEPS.cutover(ports)).toMatchObject({ outcome: 'Held' });
    expect((await ports.publisher.read(stack)).frozenBy).toBeUndefined();
  });

  it('refuses to flip when the source moved after the export', async () => {
    const ports = await memoryPorts();
    await moveUpTo('validate', ports);
    ports.source.version++;

    await expect(STEPS.cutover(ports)).rejects.toMatchObject({ name: 'SourceMoved' });
    expect((await ports.tracking.readRecord(RUN.tenant)).active).toBe('source');
  });

  it('refuses to flip when somebody wrote to the target', async () => {
    const ports = await memoryPorts();
    await moveUpTo('validate', ports);
    ports.objects.write(checkpointKey(aTenant().stack), Buffer.from('{}'));

    await expect(STEPS.cutover(ports)).rejects.toMatchObject({ name: 'DriftDetected' });
  });
});

function withPending() {
  const state = stateOf(aTenant().stack);
  const [, , resource] = state.deployment.resources;
  return { ...state, deployment: { ...state.deployment, pending_operations: [{ type: 'creating', resource }] } };
}

function withProvider(provider: object) {
  const state = stateOf(aTenant().stack);
  return { ...state, deployment: { ...state.deployment, secrets_providers: provider } };
}
