import pc from 'picocolors';
import type { Happening } from '#local/demo/follow.ts';
import { progressOf } from '#local/demo/progress.ts';
import { createLiveView, type Screen } from '#src/cli/live-view.ts';
import type { TenantRecord, TenantStatus } from '#src/tracking/tenant-record.ts';

/** Shows people what goes on: a line per tenant in a terminal, a line per event elsewhere. */
export interface Live {
  say(line: string): void;
  look(record: TenantRecord): void;
  tell(happening: Happening): void;
  close(): void;
}

export interface LiveOptions {
  readonly screen: Screen;
  /** In the order of their lines. */
  readonly tenants: readonly string[];
  readonly samples: number;
  readonly now: () => number;
}

export function startLive({ screen, tenants, samples, now }: LiveOptions): Live {
  const view = createLiveView(screen);
  const records = new Map<string, TenantRecord>();
  const began = new Map<string, number>();
  const draw = () => {
    const lines = tenants.map((tenant) => {
      const record = records.get(tenant);
      const clock = { began: began.get(tenant) ?? now(), now: now(), samples };
      return renderLine(tenant, record, clock);
    });
    view.update(lines);
  };
  return {
    say: (line) => view.note(line),
    look: (record) => {
      records.set(record.tenant, record);
      if (record.status !== 'registered' && !began.has(record.tenant)) began.set(record.tenant, now());
      if (screen.isTTY) draw();
    },
    tell: (happening) => {
      if (!screen.isTTY) view.note(renderHappening(happening));
    },
    close: () => view.close(),
  };
}

const BAR = 20;
const NAME = 14;

const WORDS: Readonly<Record<TenantStatus, string>> = {
  registered: 'waits for its turn',
  preflight: 'preflight and backup',
  backedUp: 'exporting',
  exported: 'importing',
  imported: 'validating',
  ready: 'cutting over',
  cuttingOver: 'cutting over',
  soaking: 'soaking',
  migrated: 'migrated',
  held: 'held',
  rollingBack: 'rolling back',
  rolledBack: 'rolled back',
  quarantined: 'quarantined: a person must look',
};

/** `alder-prod     ██████████░░░░░░░░░░  50 %  importing  ~12 s left` */
export function renderLine(
  tenant: string,
  record: TenantRecord | undefined,
  clock: Parameters<typeof progressOf>[1],
): string {
  const name = tenant.padEnd(NAME);
  if (!record) return `${name} ${pc.dim('░'.repeat(BAR))}`;
  const { status, samples, reason } = record;
  const { share, secondsLeft } = progressOf(record, clock);
  const full = Math.round(share * BAR);
  const bar = paint(status, '█'.repeat(full)) + pc.dim('░'.repeat(BAR - full));
  const percent = `${Math.round(share * 100)}`.padStart(3);
  const soaked = status === 'soaking' ? `, sample ${samples} of ${clock.samples}` : '';
  const left = secondsLeft === undefined ? '' : pc.dim(`  ~${secondsLeft} s left`);
  const why = reason && (status === 'rollingBack' || share === 1) ? pc.dim(`: ${reason}`) : '';
  return `${name} ${bar} ${percent} %  ${paint(status, WORDS[status])}${soaked}${why}${left}`;
}

const COLOURS: Partial<Readonly<Record<TenantStatus, (text: string) => string>>> = {
  migrated: pc.green,
  rollingBack: pc.yellow,
  rolledBack: pc.yellow,
  held: pc.yellow,
  quarantined: pc.red,
};

function paint(status: TenantStatus, text: string): string {
  return (COLOURS[status] ?? pc.cyan)(text);
}

/** `alder-prod     exported: digest 1c32…, sourceVersion 5` */
function renderHappening({ tenant, entry: { event, detail } }: Happening): string {
  const text = Object.entries(detail)
    .filter(([key]) => key !== 'execution')
    .map(([key, value]) => `${key} ${String(value).slice(0, 200)}`);
  return `${tenant.padEnd(NAME)} ${event}${text.length > 0 ? `: ${text.join(', ')}` : ''}`;
}
