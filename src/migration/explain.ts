import { explainHeld } from '#src/migration/explain-held.ts';
import type { Answer, Explanation, Story } from '#src/migration/explanation.ts';
import { findBrokenLink } from '#src/tracking/journal.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';
import type { Brake } from '#src/tracking/tracking-store.ts';

const LATELY = 8;

/** Why a tenant stands where it stands, who is awaited, and what to run next. Every status has an answer. */
export function explain(story: Story): Explanation {
  const { record, receipts, journal } = story;
  const { tenant, status, active } = record;
  return {
    tenant,
    status,
    active,
    ...answer(story),
    receipts,
    lately: journal.slice(-LATELY),
    brokenAt: findBrokenLink(journal),
  };
}

function answer(story: Story): Answer {
  const { record, brake } = story;
  if (record.claim?.mode === 'rehearse') return explainRehearsal(record, record.claim.takenAt);
  const inWave = explainSlot(story);
  if (inWave) return inWave;
  switch (record.status) {
    case 'registered':
      return lastRehearsalFailed(story) ?? explainRegistered(record, brake);
    case 'preflight':
    case 'backedUp':
    case 'exported':
    case 'imported':
    case 'ready':
    case 'cuttingOver':
      return record.claim ? explainWork(record) : explainUnclaimed(record);
    case 'soaking':
      return explainSoak(record);
    case 'migrated':
      return {
        happening: 'it has moved: the target is its truth and the watch after cut-over is over',
        because: `all ${record.samples} samples were good`,
        awaits: 'nobody',
        next: `stackferry status ${record.tenant}`,
      };
    case 'held':
      return explainHeld(story);
    case 'rollingBack':
      return { ...explainWork(record), because: `it is rolled back: ${record.reason ?? 'no reason was given'}` };
    case 'rolledBack':
      return explainRolledBack(story);
    case 'quarantined':
      return explainQuarantined(record);
  }
}

/** A running wave has taken the tenant, and its run has not begun. */
function explainSlot({ record, slots }: Story): Answer | undefined {
  const { tenant, group, claim, active, holdRequested, status } = record;
  if (!slots || claim || active === 'target' || holdRequested || status === 'quarantined') return undefined;
  const isHolder = slots.holders.some((holder) => holder.tenant === tenant);
  if (!isHolder && !slots.waiting.includes(tenant)) return undefined;
  const happening = isHolder ? 'a wave is about to start it' : 'a wave has taken it, and it waits for a free slot';
  return {
    happening: `${happening}; the source is its truth`,
    because: `${slots.holders.length} of ${slots.limit} slots of ${group} are taken`,
    awaits: 'the machine',
    next: `stackferry status ${tenant} --watch`,
  };
}

function explainRehearsal({ tenant, active }: TenantRecord, since: string): Answer {
  return {
    happening: `it is being rehearsed; its truth is the ${active}, before and after`,
    because: `migrate-tenant rehearses it since ${since}`,
    awaits: 'the machine',
    next: `stackferry status ${tenant} --watch`,
  };
}

function explainRegistered({ tenant, group, holdRequested, rehearsedAt }: TenantRecord, brake?: Brake): Answer {
  const because = holdRequested
    ? 'nobody has started it, and a person asked to hold it'
    : brake
      ? `nobody has started it, and the brake of ${group} is on: ${brake.reason}`
      : 'nobody has started it yet';
  if (rehearsedAt) {
    const happening = `a rehearsal went well at ${rehearsedAt}; the source is its truth`;
    return { happening, because, awaits: 'a person', next: `stackferry start ${tenant} --hold` };
  }
  const happening = 'nothing has been done with it; the source is its truth';
  return { happening, because, awaits: 'a person', next: `stackferry rehearse ${tenant}` };
}

const WORK: Readonly<Partial<Record<TenantRecord['status'], string>>> = {
  preflight: 'everything that can be known before the first write is being checked, then the cluster is archived',
  backedUp: 'its cluster is archived; its state is being exported and re-encrypted',
  exported: 'its snapshot is in the vault; it is being imported and read back',
  imported: 'the target holds the same state; everything is compared once more',
  ready: 'everything compares; it is about to be cut over',
  cuttingOver: 'the record names the target; deployers are being told',
  rollingBack: 'what this attempt wrote is being undone',
};

function explainWork({ tenant, status, claim, holdRequested }: TenantRecord): Answer {
  return {
    happening: WORK[status] ?? `it is ${status}`,
    because: claim ? `${claim.machine} works on it since ${claim.takenAt}` : 'a machine works on it',
    awaits: 'the machine',
    ...(holdRequested ? { first: 'a person asked to hold it: it stops before its next step' } : {}),
    next: `stackferry status ${tenant} --watch`,
  };
}

/** A run gives its claim back only when it ends, so this is the work of somebody who changed the record by hand. */
function explainUnclaimed({ tenant, status }: TenantRecord): Answer {
  return {
    happening: `it stands at ${status} and nobody works on it`,
    because: 'the execution that worked on it is gone and no rollback has followed',
    awaits: 'a person',
    first: 'look for its last execution in the journal below, and for why it ended',
    next: `stackferry start ${tenant} --hold`,
  };
}

function explainSoak({ tenant, samples, updatedAt }: TenantRecord): Answer {
  return {
    happening: `it has been cut over and is watched: ${samples} samples so far, the last at ${updatedAt}`,
    because: 'the target is its truth; it counts as migrated when every sample of the watch was good',
    awaits: 'time',
    next: `stackferry status ${tenant} --watch`,
  };
}

function explainRolledBack({ record: { tenant, reason, attempt }, journal }: Story): Answer {
  const hasRehearsedSince = journal.findLast(({ event }) => REHEARSED_OR_BACK.includes(event))?.event === 'rehearsed';
  return {
    happening: `attempt ${attempt} was rolled back; the source is its truth, as before`,
    because: reason ?? 'no reason was given',
    awaits: 'a person',
    first: hasRehearsedSince
      ? 'a rehearsal has gone well since'
      : 'find and remove what went wrong: a new attempt starts from the beginning',
    next: hasRehearsedSince ? `stackferry start ${tenant} --hold` : `stackferry rehearse ${tenant}`,
  };
}

const REHEARSAL_ENDS = ['rehearsed', 'rehearsalHeld', 'rehearsalRolledBack'];
const REHEARSED_OR_BACK = [...REHEARSAL_ENDS, 'rolledBack'];

function lastRehearsalFailed({ record: { tenant }, journal }: Story): Answer | undefined {
  const last = journal.findLast(({ event }) => REHEARSAL_ENDS.includes(event));
  if (!last || last.event === 'rehearsed') return undefined;
  return {
    happening: `its last rehearsal did not go through, at ${last.at}; the source is its truth`,
    because: String(last.detail['reason'] ?? 'no reason was given'),
    awaits: 'a person',
    first: 'see to the reason: a move would come to the same',
    next: `stackferry rehearse ${tenant}`,
  };
}

function explainQuarantined({ tenant, group, active, reason }: TenantRecord): Answer {
  return {
    happening: `the way back failed; nothing automatic touches it any more, and its truth is the ${active}`,
    because: reason ?? 'no reason was given',
    awaits: 'a person',
    first: `follow the runbook: compare source, target and publication before anything else; the brake of ${group} stays on until a person takes it off`,
    next: `stackferry rollback ${tenant} --why "…"`,
  };
}
