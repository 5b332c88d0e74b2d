import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { isRefused, isTransient, readAwsFailure } from '#src/aws-error.ts';
import { AccessRefused, RecordMoved, StoreUnavailable, TargetMissing } from '#src/errors.ts';
import { freezeFor, publishFor, unfreezeFor } from '#src/publishing/frozen.ts';
import type { Publication, PublicationState, Publisher } from '#src/publishing/publisher.ts';
import type { RunRef } from '#src/run-ref.ts';
import { formatStackRef, type StackRef } from '#src/stack-ref.ts';

const runSchema = z.strictObject({ tenant: z.string(), attempt: z.int().positive() });

const stateSchema = z.strictObject({
  publication: z
    .strictObject({
      active: z.enum(['source', 'target']),
      backendUrl: z.string(),
      stack: z.string(),
      config: z.string().optional(),
      run: runSchema,
    })
    .optional(),
  frozenBy: runSchema.optional(),
});

/**
 * Publishes one JSON object per stack, `<project>/<stack>.json`, which a customer's pipeline reads before it deploys.
 * Every write names the version it read (`If-Match`), so two runs cannot overwrite each other unseen.
 */
export class PointerPublisher implements Publisher {
  readonly #bucket: string;
  readonly #client: S3Client;

  constructor(bucket: string, client: S3Client) {
    this.#bucket = bucket;
    this.#client = client;
  }

  async read(stack: StackRef): Promise<PublicationState> {
    return (await this.#load(stack)).state;
  }

  async freeze(stack: StackRef, run: RunRef): Promise<void> {
    await this.#change(stack, (state) => freezeFor(state, stack, run));
  }

  async publish(stack: StackRef, publication: Publication): Promise<void> {
    await this.#change(stack, (state) => publishFor(state, stack, publication));
  }

  async unfreeze(stack: StackRef, run: RunRef): Promise<void> {
    await this.#change(stack, (state) => unfreezeFor(state, run));
  }

  async #change(stack: StackRef, change: (state: PublicationState) => PublicationState): Promise<void> {
    const { state, etag } = await this.#load(stack);
    const next = change(state);
    if (JSON.stringify(next) === JSON.stringify(state)) return;
    try {
      await this.#client.send(
        new PutObjectCommand({
          Bucket: this.#bucket,
          Key: keyOf(stack),
          Body: JSON.stringify(next),
          ContentType: 'application/json',
          ...(etag ? { IfMatch: etag } : { IfNoneMatch: '*' }),
        }),
      );
    } catch (error) {
      throw translate(error, { stack, bucket: this.#bucket });
    }
  }

  async #load(stack: StackRef): Promise<{ state: PublicationState; etag?: string | undefined }> {
    try {
      const found = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: keyOf(stack) }));
      const text = (await found.Body?.transformToString()) ?? '{}';
      return { state: stateSchema.parse(JSON.parse(text)), etag: found.ETag };
    } catch (error) {
      if (readAwsFailure(error)?.name === 'NoSuchKey') return { state: {} };
      throw translate(error, { stack, bucket: this.#bucket });
    }
  }
}

function keyOf({ project, stack }: StackRef): string {
  return `${project}/${stack}.json`;
}

function translate(error: unknown, { stack, bucket }: { stack: StackRef; bucket: string }): unknown {
  const failure = readAwsFailure(error);
  if (!failure) return error;
  const subject = `${formatStackRef(stack)} (publications ${bucket})`;
  if (failure.status === 412 || failure.status === 409) {
    const found = 'another writer changed the publication in between';
    return new RecordMoved({ subject, found, next: 'run the step again', cause: error });
  }
  if (failure.name === 'NoSuchBucket') {
    const next = 'deploy infra/backend, or correct STACKFERRY_PUBLICATIONS';
    return new TargetMissing({ subject, found: 'the bucket of publications does not exist', next, cause: error });
  }
  if (isRefused(failure)) {
    const next = 'give the role the actions named in infra/pipeline';
    return new AccessRefused({ subject, found: `the bucket refused us (${failure.name})`, next, cause: error });
  }
  if (isTransient(failure)) {
    const found = `the bucket did not answer (${failure.name})`;
    return new StoreUnavailable({ subject, found, next: 'wait; the step is retried', cause: error });
  }
  return error;
}
