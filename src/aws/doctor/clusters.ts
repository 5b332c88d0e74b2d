import { type Check, type Finding, failed, ok, warning } from '#src/aws/doctor/diagnosis.ts';
import { ClusterUnavailable, MigrationError } from '#src/errors.ts';
import type { Ports } from '#src/migration/ports.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

/**
 * The cluster of every tenant that is still to move answers from here. A private one may answer only inside its group's
 * network, which only a rehearsal can tell; and what the handlers may do there, only their own roles know.
 */
export function checkClusters(
  records: () => Promise<readonly TenantRecord[]>,
  openCluster: Ports['openCluster'],
): Check {
  return async () => {
    const waiting = (await records()).filter(({ status }) => status !== 'migrated');
    if (waiting.length === 0) return [ok('clusters', 'no tenant is still to move')];
    const findings = await Promise.all(waiting.map(async (record) => await lookAt(record, openCluster)));
    const good = findings.filter(({ state }) => state === 'ok').length;
    const bad = findings.filter(({ state }) => state !== 'ok');
    return bad.length > 0 ? bad : [ok('clusters', `${good} answer`)];
  };
}

const PATIENCE_MILLISECONDS = 10_000;

async function lookAt({ tenant, cluster }: TenantRecord, openCluster: Ports['openCluster']): Promise<Finding> {
  const subject = `${cluster.name} in ${cluster.region}`;
  try {
    const status = await Promise.race([versionStatus(cluster, openCluster), silence()]);
    return status === 200 ? ok(subject, 'answers') : unreached(subject, tenant, `it answers ${status}`);
  } catch (error) {
    if (error instanceof ClusterUnavailable) return unreached(subject, tenant, error.found);
    const { found, next } =
      error instanceof MigrationError ? error : { found: 'the look failed', next: REHEARSE(tenant) };
    return failed(subject, { found, why: 'its operators can be neither archived nor compared', fix: next });
  }
}

async function versionStatus(cluster: TenantRecord['cluster'], openCluster: Ports['openCluster']): Promise<number> {
  return (await (await openCluster(cluster)).get('/version')).status;
}

/** Its timer does not keep the process from ending. */
async function silence(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<void>();
  AbortSignal.timeout(PATIENCE_MILLISECONDS).addEventListener('abort', () => resolve());
  await promise;
  return `nothing within ${PATIENCE_MILLISECONDS / 1000} s`;
}

function unreached(subject: string, tenant: string, found: string): Finding {
  const why = 'from here only: a private cluster may answer inside its group’s network';
  return warning(subject, { found, why, fix: REHEARSE(tenant) });
}

const REHEARSE = (tenant: string) => `stackferry rehearse ${tenant} --wait, which looks from inside the network`;
