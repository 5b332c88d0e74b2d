import { z } from 'zod';
import { MoveNotAllowed } from '#src/errors.ts';
import { advance } from '#src/migration/advance.ts';
import { executionName } from '#src/migration/execution-name.ts';
import type { Ports } from '#src/migration/ports.ts';
import { formatRun } from '#src/run-ref.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

const tenant = z.string();

/** What a person may ask of a tenant. */
export const commandSchema = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('start'), tenant, cutOver: z.enum(['auto', 'hold']).default('auto') }),
  z.strictObject({ command: z.literal('hold'), tenant, reason: z.string().min(1) }),
  /** Goes on with a tenant that was held at ready. */
  z.strictObject({ command: z.literal('cutOver'), tenant }),
  /** Everything but cut-over, against the real source, target store and cluster; leaves the tenant where it stands. */
  z.strictObject({ command: z.literal('rehearse'), tenant }),
]);

export type Command = z.infer<typeof commandSchema>;

export type CommandOutcome =
  | { readonly outcome: 'Started'; readonly execution: string }
  | { readonly outcome: 'HoldRequested'; readonly status: string };

/** Starts migrate-tenant; the same start asked twice is one execution. Returns the execution's ARN. */
export type StartMigration = (start: {
  readonly name: string;
  readonly tenant: string;
  readonly group: string;
  readonly mode?: 'rehearse';
}) => Promise<string>;

/** Carries out one command: changes the record, and starts a run where the command asks for one. */
export async function carryOut(
  command: Command,
  ports: Pick<Ports, 'tracking' | 'clock'>,
  startMigration: StartMigration,
): Promise<CommandOutcome> {
  const before = await ports.tracking.readRecord(command.tenant);
  const at = ports.clock.now().toISOString();
  if (command.command === 'hold') {
    if (before.status === 'migrated' || before.status === 'rolledBack') throw nothingToHold(before);
    const note = { event: 'holdRequested', at, detail: { reason: command.reason } };
    const { status } = await advance(ports.tracking, { before, set: { holdRequested: true }, note });
    return { outcome: 'HoldRequested', status };
  }
  if (command.command === 'rehearse') {
    const { tenant: rehearsed, group, rehearsals } = before;
    const run = formatRun({ tenant: rehearsed, attempt: rehearsals + 1, mode: 'rehearse' });
    const execution = await startMigration({ name: `${run}-1`, tenant: rehearsed, group, mode: 'rehearse' });
    return { outcome: 'Started', execution };
  }
  if (command.command === 'cutOver') await expectWaiting(before, ports);
  const cutOver = command.command === 'start' ? command.cutOver : 'auto';
  const record = await permit(before, { cutOver, at }, ports);
  const execution = await startMigration({ name: executionName(record), tenant: record.tenant, group: record.group });
  return { outcome: 'Started', execution };
}

function nothingToHold({ tenant: name, status, active }: TenantRecord): MoveNotAllowed {
  return new MoveNotAllowed({
    subject: name,
    found: `there is nothing to hold: it is ${status}, and its truth is the ${active}`,
    next: `stackferry explain ${name}`,
  });
}

/** Saying go to a tenant that does not wait for it would start a whole run with nobody to look before its cut-over. */
async function expectWaiting(
  { tenant: name, attempt, status, active }: TenantRecord,
  { tracking }: Pick<Ports, 'tracking'>,
): Promise<void> {
  const run = { tenant: name, attempt };
  const validated = attempt > 0 ? await tracking.readReceipt('validate', run) : undefined;
  if (status === 'held' && active === 'source' && validated?.kind === 'closed') return;
  throw new MoveNotAllowed({
    subject: name,
    found: `it does not wait before cut-over: it is ${status}`,
    next: `stackferry explain ${name}`,
  });
}

async function permit(
  before: TenantRecord,
  { cutOver, at }: { cutOver: 'auto' | 'hold'; at: string },
  { tracking }: Pick<Ports, 'tracking'>,
): Promise<TenantRecord> {
  if (before.cutOver === cutOver && !before.holdRequested) return before;
  const note = { event: 'permitted', at, detail: { cutOver } };
  return await advance(tracking, { before, set: { cutOver, holdRequested: false }, note });
}
