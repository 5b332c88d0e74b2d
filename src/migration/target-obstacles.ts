import type { Finding } from '#src/finding.ts';
import type { Ports } from '#src/migration/ports.ts';
import type { RunRef } from '#src/run-ref.ts';
import { formatStackRef, targetRefOf } from '#src/stack-ref.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

/** What about the target forbids a run: bucket and key, and another state under the stack's name. */
export async function lookAtTarget(record: TenantRecord, run: RunRef, ports: Ports): Promise<readonly Finding[]> {
  await ports.target.checkUsable();
  await ports.keys.checkUsable();
  const stack = targetRefOf(record.stack);
  const found = await ports.target.readStack(stack);
  if (found.kind === 'free') return [];
  const own = await ports.target.versionsOf(run, [found.object.key]);
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
