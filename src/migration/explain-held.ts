import type { ErrorName } from '#src/errors.ts';
import type { Answer, Story } from '#src/migration/explanation.ts';
import { reasonOfLane } from '#src/migration/lane.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

/** A held tenant waits for one of six things; what a person decided comes before what a check found. */
export function explainHeld(story: Story): Answer {
  const { record, brake, receipts } = story;
  if (record.active === 'target') return explainHeldSoak(record);
  const lane = reasonOfLane(record);
  if (lane) return explainLane(record, lane);
  if (record.holdRequested) return explainAsked(story);
  if (brake) return explainBrake(record, brake.reason);
  if (receipts.validate === 'closed' && waitsForGo(record)) return explainGo(record);
  return explainFindings(record);
}

function explainHeldSoak({ tenant, reason }: TenantRecord): Answer {
  return {
    happening: 'the watch after its cut-over was stopped; the target is its truth',
    because: reason ?? 'a sample was not good',
    awaits: 'a person',
    first: 'decide whether the target stays the truth: rolling back never drops what was deployed to it',
    next: `stackferry rollback ${tenant} --why "…"`,
  };
}

function explainAsked({ record: { tenant }, journal }: Story): Answer {
  const asked = journal.findLast(({ event }) => event === 'holdRequested');
  const why = asked ? `: ${String(asked.detail['reason'] ?? '')}` : '';
  return {
    happening: 'it stands still; its truth is the source',
    because: `a person asked to hold it${asked ? ` at ${asked.at}` : ''}${why}`,
    awaits: 'a person',
    first: 'a start takes the hold away',
    next: `stackferry start ${tenant} --hold`,
  };
}

function explainBrake({ group }: TenantRecord, reason: string): Answer {
  return {
    happening: 'it stands still; its truth is the source',
    because: `the brake of ${group} is on: ${reason}`,
    awaits: 'a person',
    first: 'remove the reason, then take the brake off and start the tenant again',
    next: `stackferry brake off --group ${group} --why "…"`,
  };
}

/** A later run may have been held by something else, with the receipts of the earlier one still there. */
function waitsForGo({ cutOver, reason }: TenantRecord): boolean {
  return cutOver === 'hold' && reason?.startsWith('ready: ') === true;
}

function explainLane({ tenant }: TenantRecord, lane: string): Answer {
  return {
    happening: 'it stands still; its truth is the source',
    because: lane,
    awaits: 'a person',
    first: 'a start here would end the same way',
    next: `stackferry status ${tenant}`,
  };
}

function explainGo({ tenant }: TenantRecord): Answer {
  return {
    happening: 'everything is imported and compared; its truth is still the source',
    because: 'it was started with --hold, so cut-over waits for a person to say go',
    awaits: 'a person',
    next: `stackferry cutover ${tenant}`,
  };
}

function explainFindings({ tenant, reason = 'no reason was given' }: TenantRecord): Answer {
  const found = namesIn(reason);
  const advice = found.flatMap((name) => ADVICE[name] ?? []);
  return {
    happening: 'it stands still; its truth is the source',
    because: reason.startsWith('the brake of ') ? `it was held because ${reason}; the brake is off now` : reason,
    awaits: 'a person',
    first: advice.length > 0 ? advice.join('; ') : 'see to the reason, if it has not passed by itself',
    next: `stackferry start ${tenant} --hold`,
  };
}

/** Preflight writes its findings into the reason as `Name: found; Name: found`. */
function namesIn(reason: string): readonly ErrorName[] {
  const names = Object.keys(ADVICE) as ErrorName[]; // the keys of the table are names
  return names.filter((name) => new RegExp(String.raw`(^|; )${name}: `).test(reason));
}

const ADVICE: Readonly<Partial<Record<ErrorName, string>>> = {
  UpdateInProgress: 'let the deploy end',
  ConfigUnsupported: 'write the configuration into a Pulumi.<stack>.yaml',
  SourceMoved: 'roll this attempt back: a new one exports the newer state',
  OperationsPending: 'resolve the pending operations, as with pulumi refresh',
  SnapshotUnreadable: 'repair the state, as with pulumi state repair',
  StackLocked: 'ask the owner of the target’s lock',
  TargetOccupied: 'find out who put another state into the target',
  AccessRefused: 'give the token or the role what it lacks; stackferry doctor names it',
  StackNotFound: 'correct the stack’s name, or its token’s organization',
  TargetMissing: 'run stackferry doctor: bucket or key cannot be used',
  SecretsUnreadable: 'check that the token may decrypt the stack’s secrets',
  SecretsProviderForeign: 'change the stack’s secrets provider to the source’s own',
};
