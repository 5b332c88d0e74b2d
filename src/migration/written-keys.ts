import type { TargetBackend } from '#src/pulumi/target/target-backend.ts';
import { type StackRef, targetRefOf } from '#src/stack-ref.ts';
import type { ReceiptOf } from '#src/tracking/receipts.ts';

/** Every key an import may have written under, from its receipt: what rollback looks at, and nothing else. */
export function writtenKeys(
  { run, keys, history }: ReceiptOf<'import'>,
  stack: StackRef,
  target: Pick<TargetBackend, 'keysOf'>,
): readonly string[] {
  const records = history.map((nanos) => ({ startedAtNanos: BigInt(nanos), record: new Uint8Array() }));
  return [...keys, ...target.keysOf(run, targetRefOf(stack), { history: records }).history];
}
