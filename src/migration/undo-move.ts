import type { HistoryPlaces, TargetBackend } from '#src/pulumi/target/target-backend.ts';
import type { RunRef } from '#src/run-ref.ts';
import { type StackRef, targetRefOf } from '#src/stack-ref.ts';

/** Takes away what a run wrote: the checkpoint first, which makes a stack visible. What somebody wrote over it stays. */
export async function undoMove(
  { run, stack, written }: { readonly run: RunRef; readonly stack: StackRef; readonly written: HistoryPlaces },
  target: TargetBackend,
): Promise<void> {
  const { checkpoint, tags, history } = target.keysOf(run, targetRefOf(stack), written);
  await target.deleteVersions(await target.versionsOf(run, [checkpoint]));
  await target.deleteVersions(await target.versionsOf(run, [tags, ...history]));
}
