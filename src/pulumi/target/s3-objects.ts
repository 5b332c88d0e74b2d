import { createHash } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { readAwsFailure } from '#src/aws-error.ts';
import { ImportRejected } from '#src/errors.ts';
import type { TargetObject } from '#src/pulumi/target/target-backend.ts';
import { translateAwsError } from '#src/pulumi/translate-aws-error.ts';
import { formatRun, type RunRef } from '#src/run-ref.ts';

/** One object as it stands now. */
export interface StoredObject extends TargetObject {
  readonly bytes: Uint8Array;
  /** The run that wrote it, where it was one of ours. */
  readonly mark: string | undefined;
}

const MARK = 'stackferry-run';
const PARALLEL = 8;

/** Objects of the target's bucket: created only where absent, marked with their run, deleted only by version. */
export class S3Objects {
  readonly #bucket: string;
  readonly #client: S3Client;

  constructor(bucket: string, client: S3Client) {
    this.#bucket = bucket;
    this.#client = client;
  }

  async checkBucket(): Promise<void> {
    await this.#send(this.#bucket, async () => {
      await this.#client.send(new HeadBucketCommand({ Bucket: this.#bucket }));
    });
  }

  /** Returns undefined when something stands under the key already. */
  async create(run: RunRef, key: string, bytes: Uint8Array): Promise<TargetObject | undefined> {
    const command = new PutObjectCommand({
      Bucket: this.#bucket,
      Key: key,
      Body: bytes,
      ContentType: 'text/plain; charset=utf-8',
      IfNoneMatch: '*',
      Metadata: { [MARK]: formatRun(run) },
    });
    return await this.#send(key, async () => {
      try {
        const { VersionId } = await this.#client.send(command);
        return { key, versionId: VersionId ?? '', sha256: sha256Of(bytes) };
      } catch (error) {
        const status = readAwsFailure(error)?.status;
        if (status === 412 || status === 409) return undefined;
        throw error;
      }
    });
  }

  async read(key: string): Promise<StoredObject | undefined> {
    return await this.#send(key, async () => {
      try {
        const found = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
        const bytes = (await found.Body?.transformToByteArray()) ?? new Uint8Array();
        return { key, versionId: found.VersionId ?? '', sha256: sha256Of(bytes), bytes, mark: found.Metadata?.[MARK] };
      } catch (error) {
        if (readAwsFailure(error)?.name === 'NoSuchKey') return undefined;
        throw error;
      }
    });
  }

  async list(prefix: string): Promise<readonly string[]> {
    return await this.#send(prefix, async () => {
      const { Contents = [], IsTruncated } = await this.#client.send(
        new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: prefix }),
      );
      if (IsTruncated) throw crowded(prefix);
      return Contents.flatMap(({ Key }) => Key ?? []);
    });
  }

  /** All versions under a key that the run wrote, whatever their bytes are now. */
  async versionsOf(run: RunRef, key: string): Promise<readonly TargetObject[]> {
    return await this.#send(key, async () => {
      const listed = await this.#client.send(new ListObjectVersionsCommand({ Bucket: this.#bucket, Prefix: key }));
      if (listed.IsTruncated) throw crowded(key);
      const versions = (listed.Versions ?? []).filter(({ Key }) => Key === key);
      const marked = await Promise.all(
        versions.map(async ({ VersionId }) => await this.#marked(run, key, VersionId ?? '')),
      );
      return marked.flatMap((object) => object ?? []);
    });
  }

  async delete(objects: readonly Pick<TargetObject, 'key' | 'versionId'>[]): Promise<void> {
    await pMap(
      objects,
      async ({ key, versionId }) =>
        await this.#send(key, async () => {
          await this.#client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: key, VersionId: versionId }));
        }),
      { concurrency: PARALLEL },
    );
  }

  async #marked(run: RunRef, key: string, versionId: string): Promise<TargetObject | undefined> {
    const head = await this.#client.send(
      new HeadObjectCommand({ Bucket: this.#bucket, Key: key, VersionId: versionId }),
    );
    return head.Metadata?.[MARK] === formatRun(run) ? { key, versionId, sha256: '' } : undefined;
  }

  async #send<Answer>(subject: string, send: () => Promise<Answer>): Promise<Answer> {
    try {
      return await send();
    } catch (error) {
      throw translateAwsError(error, `${subject} (bucket ${this.#bucket})`);
    }
  }
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A page holds a thousand keys; more under one stack's lock or key means that something is wrong there. */
function crowded(prefix: string): ImportRejected {
  return new ImportRejected({
    subject: prefix,
    found: 'more than a thousand objects or versions stand under this key',
    next: 'look at the bucket: a process may be writing there without end',
  });
}
