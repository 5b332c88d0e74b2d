import { MigrationError, RETRYABLE } from '#src/errors.ts';
import type { Finding } from '#src/finding.ts';
import type { Ports } from '#src/migration/ports.ts';
import { lookAtSource } from '#src/migration/source-obstacles.ts';
import { lookAtTarget } from '#src/migration/target-obstacles.ts';
import type { RunRef } from '#src/run-ref.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

/** More findings than a person reads at once, and than a payload of the state machine should carry. */
const MOST = 50;

/** Everything that stands in a run's way and can be known before its first write. Only reads. */
export async function findObstacles(record: TenantRecord, run: RunRef, ports: Ports): Promise<readonly Finding[]> {
  const looks = [lookAtSource(record, run, ports), lookAtTarget(record, run, ports), lookAtCluster(record, ports)];
  const findings = await Promise.all(looks.map(async (look) => await look.catch(asFinding)));
  return findings.flat().slice(0, MOST);
}

async function lookAtCluster(record: TenantRecord, ports: Ports): Promise<readonly Finding[]> {
  const cluster = await ports.openCluster(record.cluster);
  await cluster.get('/version');
  return [];
}

/** A failure that waiting cannot help is what was found; one that it may help goes on to Retry. */
function asFinding(error: unknown): readonly Finding[] {
  if (!(error instanceof MigrationError) || (RETRYABLE as readonly string[]).includes(error.name)) throw error;
  const { name: id, subject, found, next } = error;
  return [{ id, severity: 'blocking', subject, found, next }];
}
