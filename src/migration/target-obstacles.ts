import type { Finding } from '#src/finding.ts';
import type { Ports } from '#src/migration/ports.ts';
import type { RunRef } from '#src/run-ref.ts';
import { formatStackRef, type StackRef, targetRefOf } from '#src/stack-ref.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

/** What about the target forbids a run: buckets and key, somebody else's lock, another state under the stack's name. */
export async function lookAtTarget(record: TenantRecord, run: RunRef, ports: Ports): Promise<readonly Finding[]> {
  await ports.target.checkUsable();
  await ports.keys.checkUsable();
  await ports.publisher.read(record.stack);
  const stack = targetRefOf(record.stack);
  return [...(await otherLocks(stack, run, ports)), ...(await otherState(stack, run, ports))];
}

/** Nobody should deploy to the target before cut-over, so this is no deploy that soon ends: a person looks instead of Retry. */
async function otherLocks(stack: StackRef, run: RunRef, { target }: Ports): Promise<readonly Finding[]> {
  const { lock } = target.keysOf(run, stack, { history: [] });
  const others = (await target.lockHolders(stack)).filter(({ key }) => key !== lock);
  return others.map(({ key, username, hostname, pid, timestamp }) => ({
    id: 'StackLocked',
    severity: 'blocking',
    subject: formatStackRef(stack),
    found: `the target’s lock is held by ${username}@${hostname} (pid ${pid}) since ${timestamp}`,
    next: `ask its owner; where the owner is dead, delete ${key}`,
  }));
}

async function otherState(stack: StackRef, run: RunRef, { target }: Ports): Promise<readonly Finding[]> {
  const found = await target.readStack(stack);
  if (found.kind === 'free') return [];
  const own = await target.versionsOf(run, [found.object.key]);
  if (own.some(({ versionId }) => versionId === found.object.versionId)) return [];
  return [
    {
      id: 'TargetOccupied',
      severity: 'blocking',
      subject: formatStackRef(stack),
      found: `the target already holds another state as ${found.object.key}`,
      next: 'find out who put it there; remove it with the Pulumi CLI, or move the tenant to another bucket',
    },
  ];
}
