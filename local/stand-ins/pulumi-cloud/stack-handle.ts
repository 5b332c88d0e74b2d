import type { StackRef } from '#src/stack-ref.ts';
import type { Cloud } from './cloud.ts';
import type { CloudStack } from './cloud-stack.ts';
import type { Update } from './update.ts';

/** A stack of the stand-in in the hands of a test or a demo: what a colleague elsewhere might do to it meanwhile. */
export class StackHandle {
  readonly ref: StackRef;
  readonly #cloud: Cloud;
  readonly #stack: CloudStack;

  constructor(cloud: Cloud, stack: CloudStack) {
    this.ref = stack.ref;
    this.#cloud = cloud;
    this.#stack = stack;
  }

  get version(): number {
    return this.#stack.version;
  }

  get tags(): Readonly<Record<string, string>> {
    return this.#stack.tags;
  }

  /** What `GET …/export` answers, byte for byte. */
  exportState(version?: number): string {
    return this.#stack.exportState(version);
  }

  decrypt(ciphertext: string): string {
    return this.#stack.key.decrypt(Buffer.from(ciphertext, 'base64')).toString('utf8');
  }

  /** Somebody starts an update, and it stays in progress until `endOperation`. */
  startOperation({ kind = 'update', author = 'somebody' }: { kind?: Update['kind']; author?: string } = {}): void {
    const update = this.#newUpdate(kind, author);
    this.#stack.updates.set(update.id, update);
    this.#stack.begin(update);
  }

  endOperation(): void {
    const update = this.#stack.operation;
    if (update) this.#stack.end(update, 'succeeded', this.#cloud.now());
  }

  /** Somebody deployed and nothing changed but the version, as after an update whose every step is `same`. */
  bumpVersion(): void {
    this.startOperation();
    this.endOperation();
  }

  #newUpdate(kind: Update['kind'], author: string): Update {
    return {
      id: this.#cloud.newId(),
      kind,
      author,
      message: '',
      environment: {},
      config: this.#stack.history.at(-1)?.config ?? {},
      status: 'running',
      startedAt: this.#cloud.now(),
      until: Number.POSITIVE_INFINITY,
      lease: this.#cloud.newId(),
    };
  }
}
