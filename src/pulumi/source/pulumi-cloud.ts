import { gzipSync } from 'node:zlib';
import { SecretsUnreadable } from '#src/errors.ts';
import { batchesOf } from '#src/pulumi/source/batches.ts';
import { type CloudOptions, CloudRequests } from '#src/pulumi/source/cloud-requests.ts';
import {
  batchDecryptSchema,
  descriptionSchema,
  historySchema,
  stackListSchema,
} from '#src/pulumi/source/cloud-shapes.ts';
import type { StackDescription, StackSource, StackUpdate } from '#src/pulumi/source/stack-source.ts';
import { formatStackRef, type StackRef } from '#src/stack-ref.ts';

/** Pulumi Cloud, or a service that speaks its REST API. Only reads; a token with *Stack Read* suffices. */
export class PulumiCloudSource implements StackSource {
  readonly url: string;
  readonly #requests: CloudRequests;

  constructor(options: CloudOptions) {
    this.url = options.url.replace(/\/+$/, '');
    this.#requests = new CloudRequests({ ...options, url: this.url });
  }

  async describe(stack: StackRef): Promise<StackDescription> {
    const found = await this.#requests.read(descriptionSchema, { stack, path: pathOf(stack) });
    const { currentOperation: operation } = found;
    return {
      stack,
      version: found.version,
      tags: found.tags ?? {},
      // Present only where configuration lives in the service, whether or not it says where.
      hasRemoteConfig: found.config !== null && found.config !== undefined,
      ...(operation ? { currentOperation: { ...operation, startedAt: new Date(operation.started * 1000) } } : {}),
    };
  }

  async list({
    organization,
    project,
  }: {
    readonly organization: string;
    readonly project: string;
  }): Promise<readonly StackRef[]> {
    const stacks: StackRef[] = [];
    const stack = { organization, project, stack: '*' };
    let token: string | null | undefined;
    do {
      const query = new URLSearchParams({ organization, project, ...(token ? { continuationToken: token } : {}) });
      const path = `/api/user/stacks?${query.toString()}`;
      const page = await this.#requests.read(stackListSchema, { stack, path });
      for (const { orgName, projectName, stackName } of page.stacks) {
        stacks.push({ organization: orgName, project: projectName, stack: stackName });
      }
      token = page.continuationToken;
    } while (token);
    return stacks;
  }

  async exportStack(stack: StackRef, version: number): Promise<Uint8Array> {
    // A stack that was never updated has no version to pin.
    const pinned = version > 0 ? `/${version}` : '';
    return await this.#requests.bytes({ stack, path: `${pathOf(stack)}/export${pinned}` });
  }

  async decrypt(owner: StackRef, ciphertexts: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const plaintexts = new Map<string, Uint8Array>();
    for (const batch of batchesOf([...new Set(ciphertexts)])) {
      const gzipped = gzipSync(JSON.stringify({ ciphertexts: batch }));
      const request = { stack: owner, path: `${pathOf(owner)}/batch-decrypt`, gzipped };
      const answer = await this.#requests.read(batchDecryptSchema, request);
      for (const ciphertext of batch) {
        const plaintext = answer.plaintexts.get(ciphertext) ?? answer.plaintexts.get(canonical(ciphertext));
        if (plaintext === undefined) throw unanswered(owner);
        plaintexts.set(ciphertext, Buffer.from(plaintext, 'base64'));
      }
    }
    return plaintexts;
  }

  async readHistory(stack: StackRef): Promise<readonly StackUpdate[]> {
    const { updates } = await this.#requests.read(historySchema, { stack, path: `${pathOf(stack)}/updates` });
    // The service keeps previews apart; one that mixes them in must not make history of what never happened.
    return updates.filter(({ kind }) => kind !== 'preview').toReversed();
  }
}

function pathOf({ organization, project, stack }: StackRef): string {
  return `/api/stacks/${organization}/${project}/${stack}`;
}

/** The service spells a ciphertext canonically in its answer, however it was asked. */
function canonical(base64: string): string {
  return Buffer.from(base64, 'base64').toString('base64');
}

function unanswered(owner: StackRef): SecretsUnreadable {
  return new SecretsUnreadable({
    subject: formatStackRef(owner),
    found: 'the service left out a secret it was asked to decrypt',
    next: 'export the stack with --show-secrets to see which one cannot be read',
  });
}
