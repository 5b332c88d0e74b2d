import type { CloudStack } from './cloud-stack.ts';
import { member, textMember, textMembers } from './json.ts';
import { notFound } from './refusal.ts';
import { bodyOf, type Call } from './route.ts';
import type { Update, UpdateKind } from './update.ts';

/** An update as its creation request describes it; an import has none. */
export function newUpdate(call: Call, kind: UpdateKind): Update {
  const request = kind === 'import' ? {} : bodyOf(call);
  const metadata = member(request, 'metadata');
  return {
    id: call.cloud.newId(),
    kind,
    author: call.cloud.user,
    message: textMember(metadata, 'message'),
    environment: textMembers(member(metadata, 'environment')),
    config: member(request, 'config') ?? {},
    status: 'not started',
    startedAt: 0,
    until: 0,
    lease: '',
  };
}

/** Gives the stack to the update for so long, unless its lease is renewed. */
export function begin(
  { cloud }: Call,
  stack: CloudStack,
  { update, durationMs }: { update: Update; durationMs: number },
): void {
  stack.begin(update);
  update.status = 'running';
  update.startedAt = cloud.now();
  update.until = update.startedAt + durationMs;
  update.lease = cloud.newId();
  stack.updates.set(update.id, update);
}

export function updateOf(call: Call, stack: CloudStack): Update {
  const update = stack.updates.get(call.segments['update'] ?? '');
  if (!update) throw notFound('unknown update');
  return update;
}
