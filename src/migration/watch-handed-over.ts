import type { Signal } from '#src/migration/sample.ts';
import type { StackSource } from '#src/pulumi/source/stack-source.ts';
import type { StackRef } from '#src/stack-ref.ts';

/** What the sender remembers of a stack it handed over. */
export interface HandedOver {
  readonly stack: StackRef;
  /** The version that was exported. */
  readonly version: number;
}

/**
 * The sender's half of a split run's watch: whether the stack it handed over still stands where it was and rests. The receiver
 * cannot look, so this is how a second truth is noticed. Whoever calls this tells the receiver; a signed status file does so later.
 */
export async function watchHandedOver({ stack, version }: HandedOver, source: StackSource): Promise<Signal> {
  const name = 'source';
  try {
    const found = await source.describe(stack);
    if (found.version === version && !found.currentOperation) {
      return { name, state: 'good', reason: `still at version ${version}` };
    }
    const deploying = found.currentOperation ? `, and ${found.currentOperation.author} is deploying` : '';
    return {
      name,
      state: 'bad',
      reason: `split brain: the source stands at ${found.version}, handed over was ${version}${deploying}`,
    };
  } catch (error) {
    return { name, state: 'unknown', reason: error instanceof Error ? error.name : 'the look failed' };
  }
}
