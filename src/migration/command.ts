import { z } from 'zod';
import { advance } from '#src/migration/advance.ts';
import type { Ports } from '#src/migration/ports.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

const tenant = z.string();

/** What a person may ask of a tenant. */
export const commandSchema = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('start'), tenant, cutOver: z.enum(['auto', 'hold']).default('auto') }),
  z.strictObject({ command: z.literal('hold'), tenant, reason: z.string().min(1) }),
  /** Goes on with a tenant that was held at ready. */
  z.strictObject({ command: z.literal('cutOver'), tenant }),
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
    const note = { event: 'holdRequested', at, detail: { reason: command.reason } };
    const { status } = await advance(ports.tracking, { before, set: { holdRequested: true }, note });
    return { outcome: 'HoldRequested', status };
  }
  const cutOver = command.command === 'start' ? command.cutOver : 'auto';
  const record = await permit(before, { cutOver, at }, ports);
  const execution = await startMigration({ name: executionName(record), tenant: record.tenant, group: record.group });
  return { outcome: 'Started', execution };
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

/** `<tenant>-<attempt>-<n>`: n counts the executions of the attempt that this start belongs to. */
function executionName({ tenant: name, status, attempt, executions }: TenantRecord): string {
  const isNewAttempt = attempt === 0 || status === 'rolledBack';
  return isNewAttempt ? `${name}-${attempt + 1}-1` : `${name}-${attempt}-${executions + 1}`;
}
