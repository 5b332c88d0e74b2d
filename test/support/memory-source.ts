import { StackNotFound } from '#src/errors.ts';
import type { StackDescription, StackSource, StackUpdate } from '#src/pulumi/source/stack-source.ts';
import { formatStackRef, type StackRef } from '#src/stack-ref.ts';

/** A source in memory: one stack whose versions a test moves by hand. Ciphertexts are `sealed:` and the plaintext. */
export class MemorySource implements StackSource {
  readonly url = 'https://api.pulumi.example';
  readonly stack: StackRef;
  version = 3;
  state: unknown;
  operation: StackDescription['currentOperation'];
  tags: Readonly<Record<string, string>> = { owner: 'team-x' };
  history: readonly StackUpdate[] = [];

  constructor(stack: StackRef, state: unknown = stateOf(stack)) {
    this.stack = stack;
    this.state = state;
  }

  async describe(stack: StackRef): Promise<StackDescription> {
    this.#expect(stack);
    const { version, tags, operation } = this;
    return { stack, version, tags, hasRemoteConfig: false, ...(operation ? { currentOperation: operation } : {}) };
  }

  async list(): Promise<readonly StackRef[]> {
    return [this.stack];
  }

  async exportStack(stack: StackRef): Promise<Uint8Array> {
    this.#expect(stack);
    return Buffer.from(JSON.stringify(this.state));
  }

  async decrypt(_owner: StackRef, ciphertexts: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    return new Map(ciphertexts.map((text) => [text, Buffer.from(text.replace(/^sealed:/, ''))]));
  }

  async readHistory(): Promise<readonly StackUpdate[]> {
    return this.history;
  }

  #expect(stack: StackRef): void {
    if (formatStackRef(stack) === formatStackRef(this.stack)) return;
    throw new StackNotFound({ subject: formatStackRef(stack), found: 'no such stack', next: 'correct the name' });
  }
}

export const SECRET_SIGNATURE = { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270' };

/** A small valid state: the stack, a component, and a resource with one secret. */
export function stateOf({ organization, project, stack }: StackRef, replicas = 3) {
  const urn = (type: string, name: string) => `urn:pulumi:${stack}::${project}::${type}::${name}`;
  const root = urn('pulumi:pulumi:Stack', `${project}-${stack}`);
  return {
    version: 3,
    deployment: {
      manifest: { time: '2026-01-02T03:04:05Z', magic: '', version: '' },
      secrets_providers: { type: 'service', state: { owner: organization, project, stack } },
      resources: [
        { urn: root, custom: false, type: 'pulumi:pulumi:Stack', outputs: {} },
        { urn: urn('acme:platform:Operator', 'kafka'), custom: false, type: 'acme:platform:Operator', parent: root },
        {
          urn: urn('acme:platform:Thing', 'thing'),
          custom: true,
          id: 'thing-1',
          type: 'acme:platform:Thing',
          parent: root,
          inputs: { replicas, password: { ...SECRET_SIGNATURE, ciphertext: 'sealed:"hunter2"' } },
        },
      ],
    },
  };
}
