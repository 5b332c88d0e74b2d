import { type ErrorName, MigrationError } from '#src/errors.ts';
import type { Finding } from '#src/finding.ts';
import { lostMove } from '#src/migration/lost-moves.ts';
import { readMove, type SourceContents } from '#src/migration/read-move.ts';
import { type MovedState, readMoved } from '#src/migration/read-moved.ts';
import { activityOf } from '#src/migration/source-obstacles.ts';
import type { MovePorts } from '#src/migration/stack-move.ts';
import { configCiphertexts, configNames } from '#src/pulumi/config/rekey-config.ts';
import { digestOf } from '#src/pulumi/format/canonical.ts';
import { checkIntegrity } from '#src/pulumi/format/integrity.ts';
import type { RunRef } from '#src/run-ref.ts';
import { formatStackRef, type StackRef, targetRefOf } from '#src/stack-ref.ts';

/** What stands in the way of a move, and what there is to move. */
export interface MoveView {
  readonly contents: SourceContents;
  /** The same state where it already stands in the target; undefined where the name is free or taken by another. */
  readonly standing: MovedState | undefined;
  /** Moves of this machine that died on the way and left their lock. */
  readonly lost: readonly RunRef[];
  readonly findings: readonly Finding[];
}

/** Looks at everything that can be known before the first write. Only reads. */
export async function lookAtMove(stack: StackRef, ports: MovePorts): Promise<MoveView> {
  const { source, target, keys, config } = ports;
  await Promise.all([target.checkUsable(), keys.checkUsable()]);
  const described = await source.describe(stack);
  const contents = await readMove(described, ports);
  const { resources } = contents.state.deployment;
  ports.say(`read version ${described.version}: ${resources.length} resources, ${contents.state.secrets} secrets`);
  const { lost, locked } = await lookAtLocks(stack, ports);
  const { standing, occupied } = await lookAtTarget(contents, lost, ports);
  const findings = [
    ...activityOf(described),
    ...integrityOf(stack, contents),
    ...locked,
    ...occupied,
    ...(config ? [] : [configLeft(stack)]),
    ...(occupied.length > 0 ? [] : foreignConfig(contents, standing)),
  ];
  return { contents, standing, lost, findings };
}

async function lookAtTarget(contents: SourceContents, lost: readonly RunRef[], ports: MovePorts) {
  const { stack } = contents.described;
  const { deployment, open } = contents.state;
  try {
    const found = await readMoved(targetRefOf(stack), ports);
    // Under the target's key, which is the only way to compare secrets without showing them.
    const isSame = found && found.digest === digestOf(deployment, { open, macKey: found.macKey });
    if (!found || isSame) return { standing: found, occupied: [] };
    if (await isLeft(found, lost, ports)) return { standing: undefined, occupied: [] };
    return { standing: undefined, occupied: [occupiedBy(stack, `another state, as ${found.object.key}`)] };
  } catch (error) {
    if (!(error instanceof MigrationError) || !UNREADABLE.has(error.name)) throw error;
    return { standing: undefined, occupied: [occupiedBy(stack, `a state that cannot be compared: ${error.found}`)] };
  }
}

/** What a lost move left is taken back before the next one writes. */
async function isLeft({ object }: MovedState, lost: readonly RunRef[], { target }: MovePorts): Promise<boolean> {
  const written = await Promise.all(lost.map(async (run) => await target.versionsOf(run, [object.key])));
  return written.flat().some(({ versionId }) => versionId === object.versionId);
}

const UNREADABLE: ReadonlySet<ErrorName> = new Set([
  'SecretsProviderForeign',
  'SecretsUnreadable',
  'SnapshotUnreadable',
]);

async function lookAtLocks(stack: StackRef, { target, machine }: MovePorts) {
  const holders = await target.lockHolders(targetRefOf(stack));
  const locks = holders.map((holder) => ({ holder, lost: lostMove(holder, machine) }));
  return {
    lost: locks.flatMap(({ lost }) => lost ?? []),
    locked: locks.flatMap(({ holder: { key, username, hostname, timestamp }, lost }) => {
      const found = `the target’s lock is held by ${username}@${hostname} since ${timestamp}`;
      const next = `let its owner end; where the owner is dead, delete ${key}`;
      return lost ? [] : [finding(stack, { id: 'StackLocked', found, next })];
    }),
  };
}

function integrityOf(stack: StackRef, { state: { deployment } }: SourceContents): readonly Finding[] {
  const next = 'repair the state with pulumi state repair, then try again';
  return checkIntegrity(deployment).map(({ urn, complaint }) =>
    finding(stack, { id: 'SnapshotUnreadable', found: `${urn}: ${complaint}`, next }),
  );
}

function occupiedBy(stack: StackRef, what: string): Finding {
  const next = 'find out who put it there, or name another target';
  return finding(stack, { id: 'TargetOccupied', found: `the target holds ${what}`, next });
}

/** Secrets of a self-hosted provider cannot be opened by the source: the file was switched for some other target before. */
function foreignConfig({ described: { stack }, config = '' }: SourceContents, standing: MovedState | undefined) {
  const subject = formatStackRef(stack);
  if (standing && configNames(config, standing.key, subject)) return [];
  if (!configCiphertexts(config, subject).some((ciphertext) => ciphertext.startsWith('v1:'))) return [];
  const found = 'its config file is sealed by another provider than the source';
  return [
    finding(stack, { id: 'ConfigUnsupported', found, next: 'put the file of the source back, as from its .bak' }),
  ];
}

function configLeft(stack: StackRef): Finding {
  const found = `Pulumi.${stack.stack}.yaml is left as it is, and names the secrets provider of the source`;
  const next = 'name it in --config, or nobody can deploy to the target';
  return { ...finding(stack, { id: 'ConfigUnsupported', found, next }), severity: 'notice' };
}

function finding(
  stack: StackRef,
  { id, found, next }: { readonly id: ErrorName; readonly found: string; readonly next: string },
): Finding {
  return { id, severity: 'blocking', subject: formatStackRef(stack), found, next };
}
