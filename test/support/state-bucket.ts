import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { World } from '#local/world/start-world.ts';
import { type ObjectVersion, readObject, versionsIn } from '#test/support/world-buckets.ts';

/** The bucket of the target in the hands of its owner, past the CLI and past the pipeline. */
export class StateBucket {
  readonly #world: World;
  readonly #bucket: string;

  constructor(world: World) {
    this.#world = world;
    this.#bucket = world.backend.stateBucket;
  }

  /** Keys of what stands under a prefix now. */
  async list(prefix: string): Promise<readonly string[]> {
    return (await this.#versions(prefix)).filter(({ isLatest }) => isLatest).map(({ key }) => key);
  }

  /** The text of everything that ever stood under a prefix, deleted since or not. */
  async everUnder(prefix: string): Promise<readonly string[]> {
    const versions = await this.#versions(prefix);
    const bodies = await Promise.all(versions.map(async (version) => await readObject(this.#world, version)));
    return bodies.map((body) => Buffer.from(body).toString('utf8'));
  }

  async read(key: string): Promise<string> {
    return Buffer.from(await readObject(this.#world, { bucket: this.#bucket, key })).toString('utf8');
  }

  async put(key: string, text: string): Promise<void> {
    await this.#world.clients.s3.send(new PutObjectCommand({ Bucket: this.#bucket, Key: key, Body: text }));
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.#world.clients.s3.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: key }));
    }
  }

  async #versions(prefix: string): Promise<readonly ObjectVersion[]> {
    const versions = await versionsIn(this.#world, this.#bucket);
    return versions.filter(({ key, isMarker }) => !isMarker && key.startsWith(prefix));
  }
}
