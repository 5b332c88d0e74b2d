import pMap from 'p-map';
import { EXIT, exitCodeOfName } from '#src/cli/exit-codes.ts';
import type { OpenMove } from '#src/cli/open-move.ts';
import { renderError } from '#src/cli/render-error.ts';
import type { Surroundings } from '#src/cli/surroundings.ts';
import { translateError } from '#src/cli/translate-error.ts';
import { MigrationError } from '#src/errors.ts';
import type { Finding } from '#src/finding.ts';
import { type Machine, moveRun } from '#src/migration/lost-moves.ts';
import { moveStack, previewMove } from '#src/migration/move-stack.ts';
import type { MovePorts, MoveReport } from '#src/migration/stack-move.ts';
import { formatStackRef, type StackRef } from '#src/stack-ref.ts';

/** What `--json` says of one stack. */
export interface MovedStack extends Omit<MoveReport, 'outcome'> {
  readonly stack: string;
  readonly outcome: MoveReport['outcome'] | 'Failed' | 'NotStarted';
  readonly seconds: number;
}

/** Each stack holds its whole state in memory, and a passphrase a processor while it is stretched. */
const AT_ONCE = 6;

export interface Moving {
  readonly stacks: readonly StackRef[];
  readonly open: OpenMove;
  readonly machine: Machine;
  readonly execute: boolean;
  readonly interrupted: AbortSignal;
}

/** Moves stacks, or looks at them, several at once; what one comes to is nothing to the others. */
export async function moveStacks(moving: Moving, surroundings: Surroundings): Promise<readonly MovedStack[]> {
  return await pMap(moving.stacks, async (stack) => await moveOne(stack, moving, surroundings), {
    concurrency: AT_ONCE,
  });
}

/** Of the first stack that did not come through. */
export function exitCodeOfMoves(moved: readonly MovedStack[], { interrupted }: Pick<Moving, 'interrupted'>): number {
  if (interrupted.aborted) return EXIT.interrupted;
  const bad = moved.find(({ outcome }) => outcome === 'Refused' || outcome === 'Failed');
  if (!bad) return EXIT.ok;
  const reason = bad.findings.find(({ severity }) => severity === 'blocking');
  return reason ? exitCodeOfName(reason.id) : EXIT.unexpected;
}

async function moveOne(stack: StackRef, moving: Moving, surroundings: Surroundings): Promise<MovedStack> {
  const { clock, stderr } = surroundings;
  const started = clock.now();
  const name = formatStackRef(stack);
  if (moving.interrupted.aborted) return { ...NOTHING, stack: name, outcome: 'NotStarted', seconds: 0, findings: [] };
  const say = (line: string) => stderr.write(`${name}: ${line}\n`);
  const report = await reportOn(stack, { moving, surroundings, say });
  const seconds = (clock.now().getTime() - started.getTime()) / 1000;
  say(`${report.outcome} after ${seconds.toFixed(1)} s`);
  return { ...report, stack: name, seconds };
}

const NOTHING = { digest: undefined, resources: 0, secrets: 0, bytes: 0 } as const;

type Report = Omit<MovedStack, 'stack' | 'seconds'>;

interface Doing {
  readonly moving: Moving;
  readonly surroundings: Surroundings;
  readonly say: (line: string) => void;
}

async function reportOn(stack: StackRef, { moving, surroundings, say }: Doing): Promise<Report> {
  const { open, machine, execute } = moving;
  const { clock, stderr } = surroundings;
  try {
    const { configOf, ...sides } = open;
    const ports: MovePorts = { ...sides, clock, machine, say, config: await configOf(stack) };
    return execute ? await moveStack(stack, moveRun(machine, clock.now()), ports) : await previewMove(stack, ports);
  } catch (thrown) {
    const error = translateError(thrown);
    if (!(error instanceof MigrationError)) stderr.write(renderError(error));
    return { ...NOTHING, outcome: 'Failed', findings: error instanceof MigrationError ? [findingOf(error)] : [] };
  }
}

function findingOf({ name: id, subject, found, next }: MigrationError): Finding {
  return { id, severity: 'blocking', subject, found, next };
}
