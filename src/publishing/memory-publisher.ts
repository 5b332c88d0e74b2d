import { freezeFor, publishFor, unfreezeFor } from '#src/publishing/frozen.ts';
import type { Publication, PublicationState, Publisher } from '#src/publishing/publisher.ts';
import type { RunRef } from '#src/run-ref.ts';
import { formatStackRef, type StackRef } from '#src/stack-ref.ts';

/** Publications in memory: for tests and rehearsals. */
export class MemoryPublisher implements Publisher {
  readonly #states = new Map<string, PublicationState>();

  async read(stack: StackRef): Promise<PublicationState> {
    return this.#states.get(formatStackRef(stack)) ?? {};
  }

  async freeze(stack: StackRef, run: RunRef): Promise<void> {
    this.#states.set(formatStackRef(stack), freezeFor(await this.read(stack), stack, run));
  }

  async publish(stack: StackRef, publication: Publication): Promise<void> {
    this.#states.set(formatStackRef(stack), publishFor(await this.read(stack), stack, publication));
  }

  async unfreeze(stack: StackRef, run: RunRef): Promise<void> {
    this.#states.set(formatStackRef(stack), unfreezeFor(await this.read(stack), run));
  }
}
