import { isObject, type Json, type JsonObject, member, textMember, textMembers } from './json.ts';
import { rawMember } from './raw-member.ts';
import { badRequest, conflict, Refusal } from './refusal.ts';
import { type Answer, bodyOf, type Call, NO_CONTENT, ok, type Route, route, STACK, stackOf } from './route.ts';
import type { Update, UpdateKind } from './update.ts';
import { begin, newUpdate, updateOf } from './updates.ts';

const LEASE_MS = 300_000;

/** The life of an update: created, started under a lease, saving checkpoints, ended. */
export const updateRoutes: readonly Route[] = [
  ...(['update', 'preview', 'refresh', 'destroy'] as const).map((kind) =>
    route('POST', `${STACK}/${kind}`, (call) => createUpdate(call, kind)),
  ),
  route('POST', `${STACK}/update/:update`, startUpdate),
  route('POST', `${STACK}/update/:update/cancel`, cancelUpdate),
  route('POST', `${STACK}/update/:update/renew_lease`, renewLease, 'update'),
  route('PATCH', `${STACK}/update/:update/checkpoint`, saveCheckpoint, 'update'),
  route('POST', `${STACK}/update/:update/events/batch`, noteEvents, 'update'),
  route('POST', `${STACK}/update/:update/complete`, completeUpdate, 'update'),
];

function createUpdate(call: Call, kind: UpdateKind): Answer {
  const update = newUpdate(call, kind);
  stackOf(call).updates.set(update.id, update);
  return ok({ updateID: update.id, aiSettings: { copilotIsEnabled: false } });
}

function startUpdate(call: Call): Answer {
  const stack = stackOf(call);
  const update = updateOf(call, stack);
  begin(call, stack, { update, durationMs: LEASE_MS });
  const tags = member(bodyOf(call), 'tags');
  if (isObject(tags)) stack.tags = textMembers(tags);
  return ok({
    version: update.kind === 'preview' ? stack.version : stack.version + 1,
    token: update.lease,
    tokenExpiration: Math.floor(update.until / 1000),
  });
}

function renewLease(call: Call): Answer {
  const update = heldUpdateOf(call);
  const seconds = member(bodyOf(call), 'duration');
  if (typeof seconds !== 'number' || seconds < 0 || seconds > 300) throw badRequest('a lease lasts 0 to 300 seconds');
  update.until = call.cloud.now() + seconds * 1000;
  return ok({ token: update.lease, tokenExpiration: Math.floor(update.until / 1000) });
}

function saveCheckpoint(call: Call): Answer {
  const update = heldUpdateOf(call);
  const version = rawMember(call.body, 'version') ?? '3';
  const features = rawMember(call.body, 'features');
  const deployment = rawMember(call.body, 'deployment');
  if (deployment === undefined) throw badRequest('a deployment is expected');
  update.checkpoint = `{"version":${version}${features ? `,"features":${features}` : ''},"deployment":${deployment}}`;
  return NO_CONTENT;
}

function noteEvents(call: Call): Answer {
  const update = heldUpdateOf(call);
  const changes = summaryOf(bodyOf(call));
  if (changes) update.resourceChanges = changes;
  return NO_CONTENT;
}

function summaryOf(batch: Json): JsonObject | undefined {
  const events = member(batch, 'events');
  if (!Array.isArray(events)) return undefined;
  const summaries = events.map((event: Json) => member(member(event, 'summaryEvent'), 'resourceChanges'));
  return summaries.findLast((summary) => isObject(summary));
}

function completeUpdate(call: Call): Answer {
  const update = heldUpdateOf(call);
  const status = (['succeeded', 'failed', 'cancelled'] as const).find(
    (each) => each === textMember(bodyOf(call), 'status'),
  );
  if (!status) throw badRequest('unknown status');
  stackOf(call).end(update, status, call.cloud.now());
  return NO_CONTENT;
}

function cancelUpdate(call: Call): Answer {
  const stack = stackOf(call);
  const update = updateOf(call, stack);
  if (update.status !== 'running') throw conflict('The update is not in progress.');
  stack.end(update, 'cancelled', call.cloud.now());
  return NO_CONTENT;
}

/** The update whose lease the caller shows; refuses one that has ended (409) or another's (401). */
function heldUpdateOf(call: Call): Update {
  const update = updateOf(call, stackOf(call));
  if (update.lease === '' || call.lease !== update.lease)
    throw new Refusal(401, 'Unauthorized: not this update’s token');
  if (update.status !== 'running') throw conflict('The update is not in progress.');
  return update;
}
