import { formatStackRef, type StackRef } from '#src/stack-ref.ts';
import { CloudStack } from './cloud-stack.ts';
import { conflict, notFound } from './refusal.ts';
import { type RandomBytes, StackKey } from './stack-key.ts';

/** All stacks of the stand-in service, and what it needs from outside. */
export class Cloud {
  readonly organization: string;
  readonly user: string;
  readonly now: () => number;
  readonly random: RandomBytes;
  /** Its own address, which states name as the holder of their secrets. */
  url = '';
  readonly #stacks = new Map<string, CloudStack>();

  constructor({ organization, user, now, random }: CloudOptions) {
    this.organization = organization;
    this.user = user;
    this.now = now;
    this.random = random;
  }

  /** In the order the service lists them. */
  stacks(): readonly CloudStack[] {
    return [...this.#stacks.values()].toSorted((one, other) =>
      formatStackRef(one.ref) < formatStackRef(other.ref) ? -1 : 1,
    );
  }

  stack(ref: StackRef): CloudStack {
    const stack = this.#stacks.get(formatStackRef(ref));
    if (!stack) throw notFound(`Stack '${formatStackRef(ref)}' not found`);
    stack.settle(this.now());
    return stack;
  }

  create(ref: StackRef): CloudStack {
    const name = formatStackRef(ref);
    if (this.#stacks.has(name)) throw conflict(`Stack '${ref.stack}' already exists.`);
    const stack = new CloudStack({ id: this.newId(), ref, key: new StackKey(this.random) });
    this.#stacks.set(name, stack);
    return stack;
  }

  /** The stack's key goes with it: nothing encrypted under it can be read again. */
  delete(ref: StackRef): void {
    this.#stacks.delete(formatStackRef(ref));
  }

  newId(): string {
    return this.random(16).toString('hex');
  }
}

export interface CloudOptions {
  readonly organization: string;
  readonly user: string;
  readonly now: () => number;
  readonly random: RandomBytes;
}
