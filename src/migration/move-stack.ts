import { ImportDiverged, ImportRejected, RollbackFailed, SourceMoved } from '#src/errors.ts';
import { lookAtMove, type MoveView } from '#src/migration/look-at-move.ts';
import { renderDifferences } from '#src/migration/proof.ts';
import type { SourceContents } from '#src/migration/read-move.ts';
import { type MovedState, readMoved } from '#src/migration/read-moved.ts';
import type { MovePorts, MoveReport } from '#src/migration/stack-move.ts';
import { switchConfig } from '#src/migration/switch-config.ts';
import { undoMove } from '#src/migration/undo-move.ts';
import { digestOf } from '#src/pulumi/format/canonical.ts';
import { type Deployment, parseDeployment } from '#src/pulumi/format/deployment.ts';
import { differencesOf } from '#src/pulumi/format/differences.ts';
import { rekeyDeployment, toCheckpoint } from '#src/pulumi/rekey.ts';
import { type Crypter, createCrypter } from '#src/pulumi/secrets/crypter.ts';
import type { ProviderKey } from '#src/pulumi/secrets/provider-key.ts';
import { historyOf, historyPlaces, tagsFileOf } from '#src/pulumi/target/history.ts';
import type { StackContents } from '#src/pulumi/target/target-backend.ts';
import type { RunRef } from '#src/run-ref.ts';
import { formatStackRef, type StackRef, targetRefOf } from '#src/stack-ref.ts';

/** Says what moving a stack would do, or what forbids it. Writes nothing. */
export async function previewMove(stack: StackRef, ports: MovePorts): Promise<MoveReport> {
  const { contents, standing, findings } = await lookAtMove(stack, ports);
  const report = reportOf(contents, findings);
  if (findings.some(isBlocking)) return { ...report, outcome: 'Refused' };
  if (!standing) return { ...report, outcome: 'WouldMigrate' };
  const { digest, bytes, key } = standing;
  const outcome = switchConfig({ contents, key, crypter: standing.crypter }) ? 'WouldMigrate' : 'NothingToDo';
  return { ...report, outcome, digest, bytes };
}

/**
 * Moves one stack and proves it, or leaves the target as it was. Where the same state already stands there, only a config file
 * that a lost process did not come to is still switched.
 */
export async function moveStack(stack: StackRef, run: RunRef, ports: MovePorts): Promise<MoveReport> {
  const view = await lookAtMove(stack, ports);
  const cleared = view.lost.length > 0 ? await clearLost(view, ports) : view;
  const { contents, standing, findings } = cleared;
  const report = reportOf(contents, findings);
  if (findings.some(isBlocking)) return { ...report, outcome: 'Refused' };
  if (standing) return { ...report, ...(await finishMove(contents, standing, ports)) };
  const moved = await writeMove({ contents, run }, ports);
  return { ...report, outcome: 'Migrated', digest: moved.digest, bytes: moved.bytes };
}

/** Takes away what dead moves left, unless it is whole and right, and looks again. */
async function clearLost({ contents, standing, lost }: MoveView, ports: MovePorts): Promise<MoveView> {
  const { stack } = contents.described;
  for (const run of lost) {
    ports.say(`clearing away what the lost run ${run.tenant} left`);
    if (!standing) await undoMove({ run, stack, written: { history: historyPlaces(contents.updates) } }, ports.target);
    await ports.target.unlock(run, targetRefOf(stack));
  }
  return await lookAtMove(stack, ports);
}

function reportOf(
  { state: { deployment, secrets } }: SourceContents,
  findings: MoveReport['findings'],
): Omit<MoveReport, 'outcome'> {
  const { resources, bytes } = deployment;
  return { digest: undefined, resources: resources.length, secrets, bytes: bytes.length, findings };
}

function isBlocking({ severity }: MoveReport['findings'][number]): boolean {
  return severity === 'blocking';
}

async function finishMove(
  contents: SourceContents,
  { key, crypter, digest, bytes }: MovedState,
  { config }: MovePorts,
): Promise<Pick<MoveReport, 'outcome' | 'digest' | 'bytes'>> {
  const text = switchConfig({ contents, key, crypter });
  if (text !== undefined) await config?.replace(text);
  return { outcome: text === undefined ? 'NothingToDo' : 'Migrated', digest, bytes };
}

interface Move {
  readonly contents: SourceContents;
  readonly run: RunRef;
}

async function writeMove(move: Move, ports: MovePorts): Promise<MovedState> {
  const { stack } = move.contents.described;
  const key = await ports.keys.create(stack);
  const crypter = createCrypter(await ports.keys.unwrap(stack, key), formatStackRef(stack));
  const sealed = sealMove(move.contents, key, crypter);
  const config = switchConfig({ contents: move.contents, key, crypter });
  await ports.target.lock(move.run, targetRefOf(stack));
  try {
    const moved = await putAndProve(move, { ...sealed, crypter }, ports);
    if (config !== undefined) await ports.config?.replace(config);
    return moved;
  } catch (error) {
    await takeBack(move, sealed.written, { ports, cause: error });
    throw error;
  } finally {
    await ports.target.unlock(move.run, targetRefOf(stack));
  }
}

interface SealedMove {
  /** The state under its new key. */
  readonly deployment: Deployment;
  readonly written: StackContents;
}

function sealMove(
  { described, state, updates, openConfig }: SourceContents,
  wrappedKey: ProviderKey,
  crypter: Crypter,
) {
  const { stack, tags } = described;
  const rekeyed = rekeyDeployment(state.deployment, { open: state.open, crypter, wrappedKey });
  const deployment = parseDeployment(rekeyed, formatStackRef(stack));
  const tagsFile = tagsFileOf(tags);
  const written: StackContents = {
    checkpoint: toCheckpoint(deployment, targetRefOf(stack)),
    history: historyOf(updates, { open: openConfig, crypter }),
    ...(tagsFile ? { tags: tagsFile } : {}),
  };
  return { deployment, written } satisfies SealedMove;
}

async function putAndProve(
  { contents: { described, state }, run }: Move,
  { deployment, written, crypter }: SealedMove & { readonly crypter: Crypter },
  ports: MovePorts,
): Promise<MovedState> {
  const stack = targetRefOf(described.stack);
  ports.say(
    `writing ${written.history.length} history records, ${written.tags ? 'tags' : 'no tags'} and the checkpoint`,
  );
  await ports.target.putStack(run, stack, written);
  const moved = await readMoved(stack, ports);
  if (!moved) throw notReturned(stack);
  const { macKey } = crypter;
  if (moved.digest !== digestOf(state.deployment, { open: state.open, macKey })) {
    const open = ({ held }: { readonly held: { readonly text: string } }) => crypter.decrypt(held.text);
    throw diverged(stack, renderDifferences(differencesOf({ deployment, secrets: { open, macKey } }, moved)));
  }
  ports.say(`proven: the target returns what the source holds, digest ${moved.digest.slice(0, 12)}…`);
  await expectUnmoved(described.stack, described.version, ports);
  return moved;
}

async function expectUnmoved(stack: StackRef, version: number, { source }: MovePorts): Promise<void> {
  const now = await source.describe(stack);
  if (now.version === version && !now.currentOperation) return;
  const what = now.currentOperation ? 'somebody began to deploy' : `version ${now.version} stands there now`;
  const found = `the source moved while version ${version} was written to the target: ${what}`;
  const next = 'nothing is left of it in the target; let the deploy end, then try again';
  throw new SourceMoved({ subject: formatStackRef(stack), found, next });
}

async function takeBack(
  { contents: { described }, run }: Move,
  written: StackContents,
  { ports, cause }: { readonly ports: MovePorts; readonly cause: unknown },
): Promise<void> {
  ports.say('taking back what was written');
  try {
    await undoMove({ run, stack: described.stack, written }, ports.target);
  } catch {
    throw new RollbackFailed({
      subject: formatStackRef(described.stack),
      found: 'the move failed, and what it wrote could not be taken back',
      next: 'nobody may deploy to it in the target; remove it there with pulumi stack rm --force',
      cause,
    });
  }
}

function notReturned(stack: StackRef): ImportRejected {
  const found = 'the target does not return the stack that was written';
  return new ImportRejected({ subject: formatStackRef(stack), found, next: 'check who else deletes in the target' });
}

function diverged(stack: StackRef, differences: string): ImportDiverged {
  const found = `the target returned another state than the source holds: ${differences}`;
  const next = 'what was written is taken away again; check the store, then try again';
  return new ImportDiverged({ subject: formatStackRef(stack), found, next });
}
