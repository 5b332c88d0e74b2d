import { describe, expect, it } from '@jest/globals';
import { proveRollback } from '#src/migration/prove-rollback.ts';
import { quarantine } from '#src/migration/quarantine.ts';
import { rollBack } from '#src/migration/roll-back.ts';
import { rollbackStep } from '#src/migration/rollback-step.ts';
import { checkpointKey } from '#src/pulumi/target/layout.ts';
import { EXECUTION, type MemoryPorts, memoryPorts, RUN } from '#test/support/memory-ports.ts';
import { moveUpTo, STEPS } from '#test/support/move.ts';
import { aTenant } from '#test/support/tenant.ts';

const ROLLBACK = 'arn:aws:states:us-east-1:000000000000:execution:rollback-tenant:one';
const BY_HAND = { tenant: RUN.tenant, reason: 'a person asked' };
const OTHERS_STATE = Buffer.from('{"version":3,"checkpoint":{"latest":{}}}');

describe('a rollback', () => {
  it('takes only its own versions away and leaves what stood there before', async () => {
    const ports = await memoryPorts();
    await moveUpTo('import', ports);
    const foreign = ports.objects.write('.pulumi/stacks/saas-tenant-cluster-services/neighbour.json', OTHERS_STATE);

    await rollBack(BY_HAND, ROLLBACK, ports);

    expect(await ports.objects.list('.pulumi/stacks/')).toEqual([foreign.key]);
  });

  it('after cut-over tells deployers of the source again', async () => {
    const ports = await memoryPorts();
    await moveUpTo('cutover', ports);

    await rollBack(BY_HAND, ROLLBACK, ports);

    const { publication } = await ports.publisher.read(aTenant().stack);
    expect(publication).toMatchObject({ active: 'source', backendUrl: 'https://api.pulumi.example' });
  });

  it('stops where somebody deployed to the target since, and changes nothing there', async () => {
    const ports = await memoryPorts();
    await moveUpTo('cutover', ports);
    ports.objects.write(checkpointKey(aTenant().stack), OTHERS_STATE);

    await expect(rollBack(BY_HAND, ROLLBACK, ports)).rejects.toMatchObject({ name: 'TargetAdvanced' });

    expect(await ports.target.readStack(aTenant().stack)).toMatchObject({ kind: 'occupied', bytes: OTHERS_STATE });
    expect((await ports.tracking.readRecord(RUN.tenant)).active).toBe('target');
  });

  it('stops where somebody destroyed and removed the stack in the target since', async () => {
    const ports = await memoryPorts();
    await moveUpTo('cutover', ports);
    const found = await ports.objects.read(checkpointKey(aTenant().stack));
    if (found) await ports.objects.delete([found]);

    await expect(rollBack(BY_HAND, ROLLBACK, ports)).rejects.toMatchObject({ name: 'TargetAdvanced' });
    expect((await ports.tracking.readRecord(RUN.tenant)).active).toBe('target');
  });

  it('that stops leaves deployers of the target free to deploy', async () => {
    const ports = await memoryPorts();
    await moveUpTo('cutover', ports);
    ports.source.version++;

    await rollBack(BY_HAND, ROLLBACK, ports).catch(() => undefined);

    expect(await ports.target.lockHolders(aTenant().stack)).toEqual([]);
  });

  it('stops at a split brain and overwrites neither side', async () => {
    const ports = await memoryPorts();
    await moveUpTo('cutover', ports);
    ports.source.version++;

    await expect(rollBack(BY_HAND, ROLLBACK, ports)).rejects.toMatchObject({ name: 'SourceMoved' });
    expect((await ports.tracking.readRecord(RUN.tenant)).active).toBe('target');
  });

  it('of an execution that held nothing undoes nothing', async () => {
    const ports = await memoryPorts();
    await moveUpTo('import', ports);
    const before = await ports.tracking.readRecord(RUN.tenant);

    const outcome = await rollBack({ ...BY_HAND, lost: `${EXECUTION}-second` }, ROLLBACK, ports);

    expect(outcome).toMatchObject({ outcome: 'NothingToRollBack' });
    expect(await ports.tracking.readRecord(RUN.tenant)).toEqual(before);
  });

  it('is made once, however many ask for it', async () => {
    const ports = await memoryPorts();
    await moveUpTo('import', ports);
    await rollBack(BY_HAND, ROLLBACK, ports);

    expect(await rollBack(BY_HAND, `${ROLLBACK}-second`, ports)).toMatchObject({ outcome: 'AlreadyClaimed' });
  });

  it('knows nothing of a tenant that was never started or never registered', async () => {
    const ports = await memoryPorts();

    expect(await rollBack(BY_HAND, ROLLBACK, ports)).toMatchObject({ outcome: 'NothingToRollBack' });
    expect(await rollBack({ ...BY_HAND, tenant: 'nobody' }, ROLLBACK, ports)).toMatchObject({
      outcome: 'NothingToRollBack',
    });
  });

  it('is not proven while objects of the run are left', async () => {
    const ports = await memoryPorts();
    await moveUpTo('import', ports);
    await rollBack(BY_HAND, ROLLBACK, ports);
    ports.objects.write(checkpointKey(aTenant().stack), OTHERS_STATE, 'alder-prod-1');

    await expect(proveRollback(RUN, 8, ports)).rejects.toMatchObject({ name: 'RollbackFailed' });
  });

  it('is not undone by a brake: the next run begins a new attempt', async () => {
    const ports = await memoryPorts();
    await moveUpTo('import', ports);
    await takeBack(ports);
    await ports.tracking.pullBrake({ group: 'americas', reason: 'an incident', pulledAt: '2026-11-24T10:00:00.000Z' });
    const held = await STEPS.preflight(ports);
    await ports.tracking.releaseBrake('americas', { reason: 'over', at: '2026-11-24T11:00:00.000Z' });

    expect(held).toMatchObject({ outcome: 'Held' });
    expect(await STEPS.preflight(ports)).toMatchObject({ outcome: 'Ready', run: { attempt: 2 } });
  });

  it('makes room for a new attempt, which succeeds', async () => {
    const ports = await memoryPorts();
    await moveUpTo('import', ports);
    await takeBack(ports);

    const outcome = await STEPS.preflight(ports);

    expect(outcome).toMatchObject({ outcome: 'Ready', run: { attempt: 2 } });
  });
});

describe('a quarantine', () => {
  it('takes the tenant out of work and pulls the brake of its region group', async () => {
    const ports = await memoryPorts();
    await moveUpTo('import', ports);

    await quarantine({ tenant: RUN.tenant, reason: 'rollback failed' }, ports);

    expect(await ports.tracking.readRecord(RUN.tenant)).toMatchObject({ status: 'quarantined', active: 'source' });
    expect(await ports.tracking.readBrake('americas')).toMatchObject({ reason: expect.stringContaining('alder-prod') });
  });

  it('of a lost rollback touches only the tenant whose claim it held', async () => {
    const ports = await memoryPorts();
    await moveUpTo('import', ports);
    const lost = { step: 'lost' as const, execution: ROLLBACK, status: 'TIMED_OUT' };

    expect(await rollbackStep(lost, ports)).toMatchObject({ outcome: 'NothingToQuarantine' });
    await rollBack(BY_HAND, ROLLBACK, ports);

    expect(await rollbackStep(lost, ports)).toMatchObject({ outcome: 'Quarantined' });
  });

  it('ends when the rollback is run again', async () => {
    const ports = await memoryPorts();
    await moveUpTo('import', ports);
    await quarantine({ tenant: RUN.tenant, reason: 'rollback failed' }, ports);

    await takeBack(ports);

    expect(await ports.tracking.readRecord(RUN.tenant)).toMatchObject({ status: 'rolledBack', active: 'source' });
  });
});

async function takeBack(ports: MemoryPorts): Promise<void> {
  const undone = await rollBack(BY_HAND, ROLLBACK, ports);
  if (undone.outcome === 'Undone') await proveRollback(undone.run, undone.deleted, ports);
}
