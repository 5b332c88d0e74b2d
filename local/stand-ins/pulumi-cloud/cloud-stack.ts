import { formatStackRef, type StackRef } from '#src/stack-ref.ts';
import type { Json, JsonObject } from './json.ts';
import { member, parseJson } from './json.ts';
import { conflict, notFound } from './refusal.ts';
import type { StackKey } from './stack-key.ts';
import { toUpdateInfo, type Update, type UpdateInfo } from './update.ts';

/** What the service answers for a stack that was created and never updated. */
const NEVER_UPDATED = JSON.stringify({
  version: 3,
  deployment: { manifest: { time: '0001-01-01T00:00:00Z', magic: '', version: '' }, resources: null },
});

/** One stack as the service keeps it: its key, its versions byte for byte, its history, and who works on it now. */
export class CloudStack {
  readonly id: string;
  readonly ref: StackRef;
  readonly key: StackKey;
  readonly updates = new Map<string, Update>();
  readonly history: UpdateInfo[] = [];
  tags: Readonly<Record<string, string>> = {};
  remoteConfig: Json | undefined;
  #states = new Map<number, string>();
  #version = 0;
  #operation: Update | undefined;
  #lastUpdate = '';

  constructor({ id, ref, key }: { id: string; ref: StackRef; key: StackKey }) {
    this.id = id;
    this.ref = ref;
    this.key = key;
  }

  get version(): number {
    return this.#version;
  }

  /** The update that holds the stack, until it ends or its lease does. */
  get operation(): Update | undefined {
    return this.#operation;
  }

  /** The latest state, which a running update may be in the middle of changing; or exactly one version's. */
  exportState(version?: number): string {
    if (version === undefined) return this.#savedSoFar ?? this.#states.get(this.#version) ?? NEVER_UPDATED;
    const state = this.#states.get(version);
    if (state === undefined) throw notFound(`version ${version} of ${formatStackRef(this.ref)}`);
    return state;
  }

  /** What a running update has saved; an import saves only at its end. */
  get #savedSoFar(): string | undefined {
    return this.#operation?.kind === 'import' ? undefined : this.#operation?.checkpoint;
  }

  get resourceCount(): number {
    const resources = member(member(parseJson(this.exportState()), 'deployment'), 'resources');
    return Array.isArray(resources) ? resources.length : 0;
  }

  /** Gives the stack to one update; refuses (409) while another has it. Previews do not take it. */
  begin(update: Update): void {
    if (update.kind === 'preview') return;
    if (this.#operation) throw conflict('Another update is currently in progress.');
    this.#lastUpdate = update.id;
    this.#operation = update;
  }

  /** Ends an update: unless it was a preview, the version grows and its state stays under that version. */
  end(update: Update, status: 'succeeded' | 'failed' | 'cancelled', endedAt: number): void {
    update.status = status;
    if (this.#operation !== update) return;
    const state = update.checkpoint ?? this.exportState();
    this.#operation = undefined;
    this.append(toUpdateInfo(update, { version: this.#version + 1, endedAt }), state);
  }

  append(info: UpdateInfo, state: string): void {
    this.remember(info);
    this.#states.set(info.version, state);
  }

  /** An update whose state is no longer kept. */
  remember(info: UpdateInfo): void {
    this.#version = info.version;
    this.history.push(info);
  }

  /** Ends what time has ended: an import that is through, an update whose lease ran out. */
  settle(now: number): void {
    const update = this.#operation;
    if (update && update.until <= now) this.end(update, update.kind === 'import' ? 'succeeded' : 'cancelled', now);
  }

  describe(): JsonObject {
    const { organization, project, stack } = this.ref;
    const operation = this.#operation;
    return {
      id: this.id,
      orgName: organization,
      projectName: project,
      stackName: stack,
      ...(operation && {
        currentOperation: {
          kind: operation.kind,
          author: operation.author,
          started: Math.floor(operation.startedAt / 1000),
        },
      }),
      activeUpdate: this.#lastUpdate,
      tags: this.tags,
      ...(this.remoteConfig === undefined ? {} : { config: this.remoteConfig }),
      version: this.#version,
    };
  }
}
