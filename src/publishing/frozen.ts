import { RecordMoved } from '#src/errors.ts';
import type { Publication, PublicationState } from '#src/publishing/publisher.ts';
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

/**
 * Adds a publication under the freeze of its own run, or throws `RecordMoved`: a rollback lifts the freeze, so a handler
 * that outlived its execution tells deployers nothing any more. What is published already needs no freeze.
 */
export function publishFor(state: PublicationState, stack: StackRef, publication: Publication): PublicationState {
  if (isSame(state.publication, publication)) return state;
  if (state.frozenBy && formatRun(state.frozenBy) === formatRun(publication.run)) return { ...state, publication };
  throw new RecordMoved({
    subject: formatStackRef(stack),
    found: `run ${formatRun(publication.run)} does not hold the deploy freeze, so it may not publish`,
    next: 'look at the tenant’s journal: a rollback may have taken over',
  });
}

function isSame(one: Publication | undefined, other: Publication): boolean {
  return (
    one !== undefined &&
    formatRun(one.run) === formatRun(other.run) &&
    one.active === other.active &&
    one.backendUrl === other.backendUrl &&
    one.stack === other.stack &&
    one.config === other.config
  );
}

/** Lifts the freeze of a run; the freeze of another stays. */
export function unfreezeFor(state: PublicationState, run: RunRef): PublicationState {
  if (!state.frozenBy || formatRun(state.frozenBy) !== formatRun(run)) return state;
  const { frozenBy: _, ...rest } = state;
  return rest;
}
