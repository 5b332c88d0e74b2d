import { MigrationError } from '#src/errors.ts';
import type { Ports } from '#src/migration/ports.ts';
import { requireClosed } from '#src/migration/require-receipt.ts';
import { targetRefOf } from '#src/stack-ref.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';

/** What one look at one thing found. */
export interface Signal {
  readonly name: 'source' | 'target' | 'secrets' | 'cluster' | 'publication';
  readonly state: 'good' | 'bad' | 'unknown';
  readonly reason: string;
}

export interface Sample {
  readonly at: string;
  readonly signals: readonly Signal[];
}

/** Looks once at everything a soak watches. A look that fails is `unknown`, which is not good. */
export async function takeSample(record: TenantRecord, ports: Ports): Promise<Sample> {
  const at = ports.clock.now().toISOString();
  const looks: readonly [Signal['name'], () => Promise<Omit<Signal, 'name'>>][] = [
    ['source', () => lookAtSource(record, ports)],
    ['target', () => lookAtTarget(record, ports)],
    ['secrets', () => lookAtSecrets(record, ports)],
    ['cluster', () => lookAtCluster(record, ports)],
    ['publication', () => lookAtPublication(record, ports)],
  ];
  const signals = await Promise.all(
    looks.map(async ([name, look]): Promise<Signal> => ({ name, ...(await look().catch(unknown)) })),
  );
  return { at, signals };
}

/** The reasons of all signals that are not good, or undefined when all are. */
export function worstOf({ signals }: Sample): string | undefined {
  const worries = signals.filter(({ state }) => state !== 'good');
  return worries.length === 0
    ? undefined
    : worries.map(({ name, state, reason }) => `${name} is ${state}: ${reason}`).join('; ');
}

function unknown(error: unknown): Omit<Signal, 'name'> {
  // Only our own errors are free of state and secrets in their text.
  return { state: 'unknown', reason: error instanceof MigrationError ? error.message : 'the look failed' };
}

async function lookAtSource(record: TenantRecord, ports: Ports): Promise<Omit<Signal, 'name'>> {
  if (record.source.kind === 'file')
    return { state: 'good', reason: 'not looked at: a file stays, its sender watches the stack' };
  const { sourceVersion } = await requireClosed('export', runOf(record), ports);
  const source = await ports.openSource(record);
  const { version, currentOperation } = await source.describe(record.stack);
  if (version === sourceVersion && !currentOperation) return { state: 'good', reason: `still at version ${version}` };
  return { state: 'bad', reason: `split brain: the source stands at ${version}, exported was ${sourceVersion}` };
}

async function lookAtTarget(record: TenantRecord, ports: Ports): Promise<Omit<Signal, 'name'>> {
  const { checkpoint } = await requireClosed('import', runOf(record), ports);
  const found = await ports.target.readStack(targetRefOf(record.stack));
  if (found.kind === 'free') return { state: 'bad', reason: 'the target no longer holds the stack' };
  const advanced = found.object.versionId !== checkpoint.versionId;
  return { state: 'good', reason: advanced ? 'deployed to through the new backend' : 'as it was imported' };
}

async function lookAtSecrets(record: TenantRecord, ports: Ports): Promise<Omit<Signal, 'name'>> {
  const { secretsUrl, encryptedKey } = await requireClosed('export', runOf(record), ports);
  await ports.keys.unwrap({ url: secretsUrl, encryptedKey });
  return { state: 'good', reason: 'the data key can be unwrapped' };
}

async function lookAtCluster(record: TenantRecord, ports: Ports): Promise<Omit<Signal, 'name'>> {
  const cluster = await ports.openCluster(record.cluster);
  const { status } = await cluster.get('/version');
  return status === 200 ? { state: 'good', reason: 'answers' } : { state: 'unknown', reason: `answers ${status}` };
}

async function lookAtPublication(record: TenantRecord, ports: Ports): Promise<Omit<Signal, 'name'>> {
  const { publication } = await ports.publisher.read(record.stack);
  return publication?.active === 'target'
    ? { state: 'good', reason: 'deployers are told of the target' }
    : { state: 'bad', reason: 'deployers are not told of the target' };
}

function runOf({ tenant, attempt }: TenantRecord) {
  return { tenant, attempt };
}
