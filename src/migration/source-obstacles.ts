import type { ErrorName } from '#src/errors.ts';
import type { Finding } from '#src/finding.ts';
import type { Ports } from '#src/migration/ports.ts';
import { requireOwner } from '#src/migration/read-source.ts';
import { parseDeployment } from '#src/pulumi/format/deployment.ts';
import { checkIntegrity } from '#src/pulumi/format/integrity.ts';
import { secretsOf } from '#src/pulumi/format/secret-values.ts';
import type { StackDescription, StackSource } from '#src/pulumi/source/stack-source.ts';
import type { RunRef } from '#src/run-ref.ts';
import { formatStackRef } from '#src/stack-ref.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

/** What about the source forbids a run: activity, what was exported before, and the state itself. */
export async function lookAtSource(record: TenantRecord, run: RunRef, ports: Ports): Promise<readonly Finding[]> {
  const source = await ports.openSource(record);
  const described = await source.describe(record.stack);
  const exported = await ports.tracking.readReceipt('export', run);
  return [
    ...activityOf(described),
    ...(exported && exported.sourceVersion !== described.version ? [moved(described, exported.sourceVersion)] : []),
    ...(await lookAtState(described, source)),
  ];
}

/** Who deploys to the source now, and what of it only Pulumi Cloud can do. */
export function activityOf(described: StackDescription): readonly Finding[] {
  const { currentOperation: operation, hasRemoteConfig } = described;
  const findings: Finding[] = [];
  if (operation) {
    const found = `${operation.author} has been running ${operation.kind} since ${operation.startedAt.toISOString()}`;
    findings.push(blocking(described, 'UpdateInProgress', found, 'let it end, then start again'));
  }
  if (hasRemoteConfig) {
    const found = 'its configuration lives in Pulumi Cloud, which a self-hosted backend cannot do';
    findings.push(blocking(described, 'ConfigUnsupported', found, 'write it into a Pulumi.<stack>.yaml first'));
  }
  return findings;
}

function moved(described: StackDescription, exportedVersion: number): Finding {
  const found = `version ${described.version} stands in the source, but this attempt exported version ${exportedVersion}`;
  return blocking(described, 'SourceMoved', found, 'roll this attempt back, then start a new one');
}

async function lookAtState(described: StackDescription, source: StackSource): Promise<readonly Finding[]> {
  const subject = formatStackRef(described.stack);
  const deployment = parseDeployment(await source.exportStack(described.stack, described.version), subject);
  const findings: Finding[] = [];
  const pending = deployment.pendingOperations.length;
  if (pending > 0) {
    const next = 'resolve them with pulumi refresh or pulumi stack export and import, then start again';
    findings.push(blocking(described, 'OperationsPending', `${pending} operations of its state never ended`, next));
  }
  for (const { urn, complaint } of checkIntegrity(deployment)) {
    const next = 'repair the state with pulumi state repair, then start again';
    findings.push(blocking(described, 'SnapshotUnreadable', `${urn}: ${complaint}`, next));
  }
  // One secret shows whether the token may decrypt; the export opens them all.
  const [first] = secretsOf(deployment)
    .filter(({ held }) => held.kind === 'ciphertext')
    .take(1);
  if (first) await source.decrypt(requireOwner(deployment, source), [first.held.text]);
  return findings;
}

function blocking({ stack }: StackDescription, id: ErrorName, found: string, next: string): Finding {
  return { id, severity: 'blocking', subject: formatStackRef(stack), found, next };
}
