import { MoveNotAllowed } from '#src/errors.ts';
import type { Ports } from '#src/migration/ports.ts';
import { formatRun, type RunRef } from '#src/run-ref.ts';
import type { ClosedReceipt, StepName } from '#src/tracking/receipts.ts';

/** The closed receipt of a step that must have ended before; throws `MoveNotAllowed` when it has not. */
export async function requireClosed<Step extends StepName>(
  step: Step,
  run: RunRef,
  { tracking }: Pick<Ports, 'tracking'>,
): Promise<ClosedReceipt<Step>> {
  const receipt = await tracking.readReceipt(step, run);
  if (isClosed(receipt)) return receipt;
  throw new MoveNotAllowed({
    subject: formatRun(run),
    found: `the step ${step} has not ended`,
    next: 'start the run again from its beginning: finished steps are not repeated',
  });
}

function isClosed<Kind extends { kind: string }>(
  receipt: Kind | undefined,
): receipt is Extract<Kind, { kind: 'closed' }> {
  return receipt?.kind === 'closed';
}
