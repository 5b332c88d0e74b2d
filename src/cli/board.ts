import pc from 'picocolors';
import { alignColumns } from '#src/cli/columns.ts';
import type { TenantRecord, TenantStatus } from '#src/tracking/tenant-record.ts';
import type { Brake } from '#src/tracking/tracking-store.ts';

/** Where the fleet, or a part of it, stands. */
export interface Board {
  readonly records: readonly TenantRecord[];
  /** Of the groups of these records, those that are on. */
  readonly brakes: readonly Brake[];
}

type Paint = ReturnType<typeof pc.createColors>;

/** One line per brake that is on, a heading, and one line per tenant. Times are those of the last change, not ages. */
export function renderBoard({ records, brakes }: Board, colour: boolean): readonly string[] {
  const paint = pc.createColors(colour);
  if (records.length === 0) return ['no tenant is registered'];
  const heading = ['tenant', 'group', 'status', 'truth', 'attempt', 'changed', 'note'];
  return [
    ...brakes.map(({ group, reason }) => paint.red(`the brake of ${group} is on: ${oneLine(reason)}`)),
    ...alignColumns([heading, ...records.map((record) => rowOf(record, paint))]),
  ];
}

function rowOf(record: TenantRecord, paint: Paint): readonly string[] {
  const { tenant, group, status, active, attempt, updatedAt } = record;
  const changed = `${updatedAt.slice(0, 19)}Z`;
  return [tenant, group, paint[COLOURS[status]](status), active, String(attempt), changed, noteOf(record)];
}

function noteOf({ status, samples, reason, holdRequested }: TenantRecord): string {
  const notes = [
    ...(status === 'soaking' ? [`${samples} samples`] : []),
    ...(holdRequested && status !== 'held' ? ['a person asked to hold it'] : []),
    ...(reason ? [oneLine(reason)] : []),
  ];
  return notes.join('; ');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

/** How many tenants stand where, in the order of a tenant's life. */
export function tallyOf(records: readonly TenantRecord[]): Readonly<Partial<Record<TenantStatus, number>>> {
  const tally: Partial<Record<TenantStatus, number>> = {};
  for (const { status } of records) tally[status] = (tally[status] ?? 0) + 1;
  return tally;
}

const COLOURS: Readonly<Record<TenantStatus, 'dim' | 'cyan' | 'green' | 'yellow' | 'red'>> = {
  registered: 'dim',
  preflight: 'cyan',
  backedUp: 'cyan',
  exported: 'cyan',
  imported: 'cyan',
  ready: 'cyan',
  cuttingOver: 'cyan',
  soaking: 'green',
  migrated: 'green',
  held: 'yellow',
  rollingBack: 'yellow',
  rolledBack: 'yellow',
  quarantined: 'red',
};
