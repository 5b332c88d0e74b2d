import { RecordMoved } from '#src/errors.ts';
import type { PublicationState } from '#src/publishing/publisher.ts';
import { formatRun, type RunRef } from '#src/run-ref.ts';
import { formatStackRef, type StackRef } from '#src/stack-ref.ts';

/** Adds the freeze of a run, or throws `RecordMoved` where another run holds it. */
export function freezeFor(state: PublicationState, stack: StackRef, run: RunRef): PublicationState {
  const { frozenBy } = state;
  if (!frozenBy || formatRun(frozenBy) === formatRun(run)) return { ...state, frozenBy: run };
  throw new RecordMoved({
    subject: formatStackRef(stack),
    found: `run ${formatRun(frozenBy)} holds the deploy freeze`,
    next: 'wait until that run has ended, or roll it back',
  });
}

/** Lifts the freeze of a run; the freeze of another stays. */
export function unfreezeFor(state: PublicationState, run: RunRef): PublicationState {
  if (!state.frozenBy || formatRun(state.frozenBy) !== formatRun(run)) return state;
  const { frozenBy: _, ...rest } = state;
  return rest;
}
