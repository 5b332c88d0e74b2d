import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { readAwsFailure } from '#src/aws-error.ts';
import { type ObjectStore, type StoredObject, sha256Of } from '#src/pulumi/target/object-store.ts';
import { everyVersionOf, versionIdsOf } from '#src/pulumi/target/s3-versions.ts';
import type { TargetObject } from '#src/pulumi/target/target-backend.ts';
import { translateAwsError } from '#src/pulumi/translate-aws-error.ts';
import { formatRun, type RunRef } from '#src/run-ref.ts';

const MARK = 'stackferry-run';
const SHA256 = 'stackferry-sha256';
const CONCURRENCY = { concurrency: 8 };
/** What S3 calls the one version of an object in a bucket without versioning. */
const UNVERSIONED = 'null';

/** Objects of the target's bucket: created only where absent, marked with their run, deleted only by version. */
export class S3Objects implements ObjectStore {
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

  async create(run: RunRef, key: string, bytes: Uint8Array): Promise<TargetObject | undefined> {
    const sha256 = sha256Of(bytes);
    const command = new PutObjectCommand({
      Bucket: this.#bucket,
      Key: key,
      Body: bytes,
      ContentType: 'text/plain; charset=utf-8',
      IfNoneMatch: '*',
      Metadata: { [MARK]: formatRun(run), [SHA256]: sha256 },
    });
    return await this.#send(key, async () => {
      try {
        const { VersionId = UNVERSIONED } = await this.#client.send(command);
        return { key, versionId: VersionId, sha256 };
      } catch (error) {
        // 409: two conditional writes met; whoever reads the key next sees which of them stands.
        const status = readAwsFailure(error)?.status;
        if (status === 412 || status === 409) return undefined;
        throw error;
      }
    });
  }

  async read(key: string): Promise<StoredObject | undefined> {
    return await this.#sendIfThere(key, async () => {
      const found = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
      const bytes = (await found.Body?.transformToByteArray()) ?? new Uint8Array();
      const { VersionId: versionId = UNVERSIONED, Metadata: metadata } = found;
      return { key, versionId, sha256: sha256Of(bytes), bytes, mark: metadata?.[MARK] };
    });
  }

  async list(prefix: string): Promise<readonly string[]> {
    const command = { Bucket: this.#bucket, Prefix: prefix };
    return await this.#send(prefix, async () => {
      const keys: string[] = [];
      for await (const { Contents = [] } of paginateListObjectsV2({ client: this.#client }, command)) {
        keys.push(...Contents.flatMap(({ Key }) => Key ?? []));
      }
      return keys;
    });
  }

  async versionsOf(run: RunRef, key: string): Promise<readonly TargetObject[]> {
    const ids = await this.#send(key, async () => await versionIdsOf(this.#client, this.#bucket, key));
    const marked = await pMap(ids, async (id) => await this.#marked(run, key, id), CONCURRENCY);
    return marked.flatMap((object) => object ?? []);
  }

  async everyVersion(prefix: string): Promise<readonly Pick<TargetObject, 'key' | 'versionId'>[]> {
    return await this.#send(prefix, async () => await everyVersionOf(this.#client, this.#bucket, prefix));
  }

  async delete(objects: readonly Pick<TargetObject, 'key' | 'versionId'>[]): Promise<void> {
    const deleteOne = async ({ key, versionId }: Pick<TargetObject, 'key' | 'versionId'>) => {
      const command = new DeleteObjectCommand({ Bucket: this.#bucket, Key: key, VersionId: versionId });
      await this.#send(key, async () => await this.#client.send(command));
    };
    await pMap(objects, deleteOne, CONCURRENCY);
  }

  /** The version, where it bears the run's mark; a version that has gone since it was listed bears none. */
  async #marked(run: RunRef, key: string, versionId: string): Promise<TargetObject | undefined> {
    const command = new HeadObjectCommand({ Bucket: this.#bucket, Key: key, VersionId: versionId });
    const head = await this.#sendIfThere(key, async () => await this.#client.send(command));
    if (head?.Metadata?.[MARK] !== formatRun(run)) return undefined;
    return { key, versionId, sha256: head.Metadata[SHA256] ?? '' };
  }

  async #sendIfThere<Answer>(key: string, send: () => Promise<Answer>): Promise<Answer | undefined> {
    return await this.#send(key, async () => {
      try {
        return await send();
      } catch (error) {
        if (/^(NoSuchKey|NoSuchVersion|NotFound)$/.test(readAwsFailure(error)?.name ?? '')) return undefined;
        throw error;
      }
    });
  }

  async #send<Answer>(subject: string, send: () => Promise<Answer>): Promise<Answer> {
    try {
      return await send();
    } catch (error) {
      throw translateAwsError(error, `${subject} (bucket ${this.#bucket})`);
    }
  }
}
