import { backUp } from '#src/migration/back-up.ts';
import { exportStack } from '#src/migration/export-stack.ts';
import { importStack } from '#src/migration/import-stack.ts';
import { holdTenant } from '#src/migration/pause.ts';
import type { Ports } from '#src/migration/ports.ts';
import { preflight } from '#src/migration/preflight.ts';
import { rollbackStep } from '#src/migration/rollback-step.ts';
import { validate } from '#src/migration/validate.ts';
import { validateStep } from '#src/migration/validate-step.ts';
import type { RunRef } from '#src/run-ref.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';
import { EXECUTION, type MemoryPorts, memoryPorts, PREFLIGHT, RUN } from '#test/support/memory-ports.ts';
import { moveUpTo } from '#test/support/move.ts';

export const REHEARSAL: RunRef = { tenant: RUN.tenant, attempt: 1, mode: 'rehearse' };
const ROLLBACK = EXECUTION.replace('migrate', 'rollback');

/** The execution of a rehearsal, by the rehearsal's number. */
export function executionOf({ attempt }: RunRef): string {
  return `${EXECUTION}-r${attempt}`;
}

/** The steps of a rehearsal in their order, as migrate-tenant takes them. */
export function rehearsalSteps(run: RunRef = REHEARSAL) {
  const begin = { ...PREFLIGHT, execution: executionOf(run), mode: 'rehearse' as const };
  return {
    preflight: async (ports: Ports) => await preflight(begin, ports),
    backup: async (ports: Ports) => await backUp(run, ports),
    export: async (ports: Ports) => await exportStack(run, ports),
    import: async (ports: Ports) => await importStack(run, ports),
    validate: async (ports: Ports) => await validate(run, ports),
    discard: async (ports: Ports) => await rollbackStep({ step: 'discard', run, reason: null }, ports),
  } as const;
}

export type RehearsalStep = keyof ReturnType<typeof rehearsalSteps>;

/** Takes every step up to and with `last`, and returns what that one answered. */
export async function rehearseUpTo(last: RehearsalStep, ports: Ports, run: RunRef = REHEARSAL) {
  for (const [name, take] of Object.entries(rehearsalSteps(run))) {
    const answer = await take(ports);
    if (name === last) return answer;
  }
  throw new Error(`a rehearsal has no step ${last}`);
}

/** Takes a lost rehearsal back, as rollback-tenant does. */
export async function takeRehearsalBack(ports: Ports, run: RunRef = REHEARSAL) {
  const request = { tenant: run.tenant, reason: 'a test', lost: executionOf(run) };
  const undone = await rollbackStep({ step: 'rollBack', request, execution: ROLLBACK }, ports);
  if (undone.outcome !== 'Undone') return undone;
  return await validateStep({ step: 'rollback', run: undone.run, deleted: undone.deleted }, ports);
}

/** Where a tenant may stand when it is rehearsed, each as it comes about. */
export const RESTING = {
  registered: memoryPorts,
  held: async () => {
    const ports = await memoryPorts();
    await moveUpTo('import', ports);
    await holdTenant(await ports.tracking.readRecord(RUN.tenant), 'a test', ports);
    return ports;
  },
  rolledBack: async () => {
    const ports = await memoryPorts();
    await moveUpTo('import', ports);
    const request = { tenant: RUN.tenant, reason: 'a test' };
    const undone = await rollbackStep({ step: 'rollBack', request, execution: ROLLBACK }, ports);
    if (undone.outcome !== 'Undone') throw new Error(undone.outcome);
    await validateStep({ step: 'rollback', run: undone.run, deleted: undone.deleted }, ports);
    return ports;
  },
} as const;

/** Everything a rehearsal must leave as it found it. */
export async function untouchedBy({ tracking, objects, publisher, source }: MemoryPorts) {
  const record = await tracking.readRecord(RUN.tenant);
  const steps = ['backup', 'export', 'import', 'validate', 'cutover', 'rollback'] as const;
  const { version, state, tags } = source;
  return {
    record: standOf(record),
    receipts: await Promise.all(steps.map(async (step) => await tracking.readReceipt(step, RUN))),
    brake: await tracking.readBrake(record.group),
    objects: await objects.everyVersion(''),
    publication: await publisher.read(record.stack),
    source: structuredClone({ version, state, tags }),
  };
}

/** The report that the rehearsal's receipt points to. */
export async function evidenceOf({ tracking, vault }: MemoryPorts): Promise<unknown> {
  const receipt = await tracking.readReceipt('rehearsal', REHEARSAL);
  if (receipt?.kind !== 'closed') throw new Error('the rehearsal has not ended');
  return JSON.parse(Buffer.from(await vault.read(receipt.evidence)).toString('utf8'));
}

/** The record without what a rehearsal may change: its claim, its count and its mark. */
function standOf(record: TenantRecord) {
  const { claim: _claim, rehearsals: _count, rehearsedAt: _mark, version: _version, updatedAt: _at, ...stand } = record;
  return stand;
}
