import { gzipSync } from 'node:zlib';
import { SecretsUnreadable } from '#src/errors.ts';
import { type CloudOptions, CloudRequests } from '#src/pulumi/source/cloud-requests.ts';
import {
  batchDecryptSchema,
  descriptionSchema,
  historySchema,
  stackListSchema,
} from '#src/pulumi/source/cloud-shapes.ts';
import type { StackDescription, StackSource, StackUpdate } from '#src/pulumi/source/stack-source.ts';
import { formatStackRef, type StackRef } from '#src/stack-ref.ts';

/** The CLI's own limit for one batch of state secrets. */
const BATCH = 1_000;

/** Pulumi Cloud, or a service that speaks its REST API. Only reads; a token with *Stack Read* suffices. */
export class PulumiCloudSource implements StackSource {
  readonly url: string;
  readonly #requests: CloudRequests;

  constructor(options: CloudOptions) {
    this.url = options.url.replace(/\/+$/, '');
    this.#requests = new CloudRequests({ ...options, url: this.url });
  }

  async describe(stack: StackRef): Promise<StackDescription> {
    const found = descriptionSchema.parse(await this.#requests.json(stack, pathOf(stack)));
    const { currentOperation: operation } = found;
    return {
      stack,
      version: found.version,
      tags: found.tags ?? {},
      hasRemoteConfig: Boolean(found.config?.environment),
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
    const subject = { organization, project, stack: '*' };
    let token: string | null | undefined;
    do {
      const query = new URLSearchParams({ organization, project, ...(token ? { continuationToken: token } : {}) });
      const page = stackListSchema.parse(await this.#requests.json(subject, `/api/user/stacks?${query.toString()}`));
      for (const { orgName, projectName, stackName } of page.stacks) {
        stacks.push({ organization: orgName, project: projectName, stack: stackName });
      }
      token = page.continuationToken;
    } while (token);
    return stacks;
  }

  async exportStack(stack: StackRef, version: number): Promise<Uint8Array> {
    // A stack that was never updated has no version to pin.
    return await this.#requests.bytes(stack, `${pathOf(stack)}/export${version > 0 ? `/${version}` : ''}`);
  }

  async decrypt(owner: StackRef, ciphertexts: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const plaintexts = new Map<string, Uint8Array>();
    const wanted = [...new Set(ciphertexts)];
    for (let start = 0; start < wanted.length; start += BATCH) {
      const batch = wanted.slice(start, start + BATCH);
      const body = gzipSync(JSON.stringify({ ciphertexts: batch }));
      const answer = batchDecryptSchema.parse(await this.#requests.json(owner, `${pathOf(owner)}/batch-decrypt`, body));
      for (const ciphertext of batch) {
        const plaintext = answer.plaintexts[ciphertext];
        if (plaintext === undefined) throw unanswered(owner);
        plaintexts.set(ciphertext, Buffer.from(plaintext, 'base64'));
      }
    }
    return plaintexts;
  }

  async readHistory(stack: StackRef): Promise<readonly StackUpdate[]> {
    const { updates } = historySchema.parse(await this.#requests.json(stack, `${pathOf(stack)}/updates`));
    return updates.toReversed();
  }
}

function pathOf({ organization, project, stack }: StackRef): string {
  return `/api/stacks/${organization}/${project}/${stack}`;
}

function unanswered(owner: StackRef): SecretsUnreadable {
  return new SecretsUnreadable({
    subject: formatStackRef(owner),
    found: 'the service left out a secret it was asked to decrypt',
    next: 'export the stack with --show-secrets to see which one cannot be read',
  });
}
