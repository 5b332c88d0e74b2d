import type { CloudStack } from './cloud-stack.ts';
import { isObject, member, textMember } from './json.ts';
import { badRequest } from './refusal.ts';
import { type Answer, bodyOf, type Call, ok, type Route, route, STACK, stackOf } from './route.ts';
import { checkSecrets } from './secrets.ts';
import { begin, newUpdate, updateOf } from './updates.ts';

/** An import nobody asks after is through after this long; a poll finishes it at once. */
const IMPORT_MS = 1000;

/** Imports are accepted first and done afterwards: the client polls, as it may for any update. */
export const importRoutes: readonly Route[] = [
  route('POST', `${STACK}/import`, importState),
  route('GET', `${STACK}/update/:update`, pollUpdate),
];

function importState(call: Call): Answer {
  const stack = stackOf(call);
  checkImport(call, stack);
  const update = newUpdate(call, 'import');
  begin(call, stack, { update, durationMs: IMPORT_MS });
  update.checkpoint = call.body;
  return ok({ updateId: update.id });
}

/** The service refuses a state whose secrets it could never read again. */
function checkImport(call: Call, stack: CloudStack): void {
  const deployment = member(bodyOf(call), 'deployment');
  if (!isObject(deployment)) throw badRequest('a deployment is expected');
  if (textMember(member(deployment, 'secrets_providers'), 'type') === 'service') checkSecrets(deployment, stack.key);
}

/** An absent token says that the update is over; an empty one does not. */
function pollUpdate(call: Call): Answer {
  const stack = stackOf(call);
  const update = updateOf(call, stack);
  const status = update.status;
  if (status !== 'running') return ok({ status, events: [] });
  if (update.kind === 'import') stack.end(update, 'succeeded', call.cloud.now());
  return ok({ status, events: [], continuationToken: '' });
}
