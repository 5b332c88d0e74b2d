import { describe, expect, it } from '@jest/globals';
import { rollbackStep } from '#src/migration/rollback-step.ts';
import { EXECUTION, memoryPorts, RUN } from '#test/support/memory-ports.ts';
import { REHEARSAL, rehearsalSteps, rehearseUpTo } from '#test/support/rehearsal.ts';

const SECOND = { ...REHEARSAL, attempt: 2 };

describe('the way back from a rehearsal', () => {
  it('belongs to its own execution', async () => {
    const ports = await memoryPorts();
    await rehearseUpTo('import', ports);
    const request = { tenant: RUN.tenant, reason: 'a test', lost: EXECUTION };

    const outcome = await rollbackStep({ step: 'rollBack', request, execution: 'arn:other' }, ports);

    expect(outcome).toMatchObject({ outcome: 'NothingToRollBack' });
    expect(await rehearsalSteps().validate(ports)).toMatchObject({ outcome: 'Clean' });
  });

  it('that fails too pulls no brake: the tenant is given back, and the next rehearsal removes what is left', async () => {
    const ports = await memoryPorts();
    await rehearseUpTo('import', ports);

    const outcome = await rollbackStep({ step: 'quarantine', tenant: RUN.tenant, reason: 'a test' }, ports);

    expect(outcome).toMatchObject({ outcome: 'Abandoned' });
    expect(await ports.tracking.readBrake('americas')).toBeUndefined();
    expect(await ports.tracking.readRecord(RUN.tenant)).toMatchObject({ status: 'registered' });
    expect(await rehearseUpTo('discard', ports, SECOND)).toMatchObject({ outcome: 'Rehearsed' });
    expect(await ports.objects.list('')).toEqual([]);
  });
});
