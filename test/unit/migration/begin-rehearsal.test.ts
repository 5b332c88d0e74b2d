import { describe, expect, it } from '@jest/globals';
import { preflight } from '#src/migration/preflight.ts';
import { quarantine } from '#src/migration/quarantine.ts';
import { rollbackStep } from '#src/migration/rollback-step.ts';
import { checkpointKey } from '#src/pulumi/target/layout.ts';
import { memoryPorts, PREFLIGHT, RUN } from '#test/support/memory-ports.ts';
import { moveUpTo } from '#test/support/move.ts';
import { evidenceOf, REHEARSAL, rehearsalSteps, rehearseUpTo, untouchedBy } from '#test/support/rehearsal.ts';
import { aNote, aTenant } from '#test/support/tenant.ts';

describe('a rehearsal is refused', () => {
  it('while somebody holds the tenant', async () => {
    const ports = await memoryPorts();
    await moveUpTo('backup', ports);
    const before = await ports.tracking.readRecord(RUN.tenant);

    expect(await rehearsalSteps().preflight(ports)).toMatchObject({ outcome: 'AlreadyClaimed' });
    expect(await ports.tracking.readRecord(RUN.tenant)).toEqual(before);
  });

  it('when the target is the truth', async () => {
    const ports = await memoryPorts();
    await moveUpTo('cutover', ports);
    const before = await ports.tracking.readRecord(RUN.tenant);
    await ports.tracking.commit({ before, set: {}, unset: ['claim'], note: aNote() });

    expect(await rehearsalSteps().preflight(ports)).toMatchObject({ outcome: 'AlreadyMigrated' });
  });

  it('where a person must look first', async () => {
    const ports = await memoryPorts();
    await moveUpTo('import', ports);
    await quarantine({ tenant: RUN.tenant, reason: 'a test' }, ports);

    expect(await rehearsalSteps().preflight(ports)).toMatchObject({ outcome: 'NotRehearsable' });
  });

  it('and a move is, while a rehearsal holds the tenant', async () => {
    const ports = await memoryPorts();
    await rehearseUpTo('export', ports);

    expect(await preflight(PREFLIGHT, ports)).toMatchObject({ outcome: 'AlreadyClaimed' });
  });
});

describe('a rehearsal that finds an obstacle', () => {
  it('keeps it as evidence, gives the tenant back and leaves it where it stood', async () => {
    const ports = await memoryPorts();
    ports.source.operation = { kind: 'update', author: 'kim', startedAt: new Date(0) };
    const before = await untouchedBy(ports);

    const held = await rehearsalSteps().preflight(ports);

    expect(held).toMatchObject({ outcome: 'Held', findings: [{ id: 'UpdateInProgress' }] });
    expect(await evidenceOf(ports)).toMatchObject({ outcome: 'Held', findings: [{ id: 'UpdateInProgress' }] });
    expect(await untouchedBy(ports)).toEqual(before);
    expect((await ports.tracking.readRecord(RUN.tenant)).claim).toBeUndefined();
  });

  it('looks at the real target, as the move will meet it', async () => {
    const ports = await memoryPorts();
    ports.objects.write(checkpointKey(aTenant().stack), Buffer.from('{"version":3,"checkpoint":{"latest":{}}}'));

    expect(await rehearsalSteps().preflight(ports)).toMatchObject({ findings: [{ id: 'TargetOccupied' }] });
  });
});

describe('the brake', () => {
  it('keeps a rehearsal from beginning, without a trace', async () => {
    const ports = await memoryPorts();
    await ports.tracking.pullBrake({ group: 'americas', reason: 'an incident', pulledAt: aNote().at });
    const before = await ports.tracking.readRecord(RUN.tenant);

    expect(await rehearsalSteps().preflight(ports)).toMatchObject({ outcome: 'Held' });
    expect(await ports.tracking.readRecord(RUN.tenant)).toEqual(before);
  });

  it('pulled meanwhile ends a rehearsal, which leaves nothing', async () => {
    const ports = await memoryPorts();
    await rehearseUpTo('import', ports);
    await ports.tracking.pullBrake({ group: 'americas', reason: 'an incident', pulledAt: aNote().at });

    const held = await rehearsalSteps().validate(ports);
    const reason = 'reason' in held ? held.reason : null;
    const ended = await rollbackStep({ step: 'discard', run: REHEARSAL, reason }, ports);

    expect(ended).toMatchObject({ outcome: 'Held', reason: expect.stringContaining('an incident') });
    expect(await ports.objects.list('')).toEqual([]);
    expect(await ports.tracking.readRecord(RUN.tenant)).toMatchObject({ status: 'registered' });
  });
});
