import { createHash } from 'node:crypto';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { readAwsFailure } from '#src/aws-error.ts';
import { BackupCorrupt, VaultKeyTaken } from '#src/errors.ts';
import { areaOf } from '#src/vault/keys.ts';
import { translateVaultError } from '#src/vault/translate-error.ts';
import type { Vault, VaultPointer } from '#src/vault/vault.ts';

/** Names of the bucket and of the two keys that seal what lies in it. */
export interface VaultPlace {
  readonly bucket: string;
  readonly keyArn: string;
  /** Seals the area `secrets`. */
  readonly secretsKeyArn: string;
}

/** The vault on S3: write-once by `If-None-Match`, kept by the bucket's Object Lock, sealed with KMS. */
export class S3Vault implements Vault {
  readonly #place: VaultPlace;
  readonly #client: S3Client;

  constructor(place: VaultPlace, client: S3Client) {
    this.#place = place;
    this.#client = client;
  }

  async put(key: string, bytes: Uint8Array): Promise<VaultPointer> {
    const sha256 = createHash('sha256').update(bytes).digest();
    try {
      const { VersionId } = await this.#client.send(
        new PutObjectCommand({
          Bucket: this.#place.bucket,
          Key: key,
          Body: bytes,
          IfNoneMatch: '*',
          ChecksumSHA256: sha256.toString('base64'),
          ServerSideEncryption: 'aws:kms',
          SSEKMSKeyId: areaOf(key) === 'secrets' ? this.#place.secretsKeyArn : this.#place.keyArn,
          Metadata: { sha256: sha256.toString('hex') },
        }),
      );
      return { key, versionId: VersionId ?? '', sha256: sha256.toString('hex'), size: bytes.length };
    } catch (error) {
      if (!isTaken(error)) throw this.#translate(error, key);
      return await this.#acceptSame(key, sha256.toString('hex'));
    }
  }

  async read(pointer: VaultPointer): Promise<Uint8Array> {
    try {
      const { Body } = await this.#client.send(
        new GetObjectCommand({ Bucket: this.#place.bucket, Key: pointer.key, VersionId: pointer.versionId }),
      );
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
      if (createHash('sha256').update(bytes).digest('hex') !== pointer.sha256) throw corrupt(pointer.key);
      return bytes;
    } catch (error) {
      throw this.#translate(error, pointer.key);
    }
  }

  async find(key: string): Promise<VaultPointer | undefined> {
    try {
      const head = await this.#client.send(new HeadObjectCommand({ Bucket: this.#place.bucket, Key: key }));
      const sha256 = head.Metadata?.['sha256'];
      if (!sha256) throw corrupt(key);
      return { key, versionId: head.VersionId ?? '', sha256, size: head.ContentLength ?? 0 };
    } catch (error) {
      const name = readAwsFailure(error)?.name;
      if (name === 'NotFound' || name === 'NoSuchKey') return undefined;
      throw this.#translate(error, key);
    }
  }

  async #acceptSame(key: string, sha256: string): Promise<VaultPointer> {
    const found = await this.find(key);
    if (found?.sha256 === sha256) return found;
    throw new VaultKeyTaken({
      subject: key,
      found: 'the vault already holds other bytes under this key',
      next: 'start a new attempt; the vault never overwrites',
    });
  }

  #translate(error: unknown, key: string): unknown {
    return translateVaultError(error, { bucket: this.#place.bucket, key });
  }
}

function isTaken(error: unknown): boolean {
  const failure = readAwsFailure(error);
  return failure?.status === 412 || failure?.status === 409;
}

function corrupt(key: string): BackupCorrupt {
  return new BackupCorrupt({
    subject: key,
    found: 'the object in the vault is not the one its pointer names',
    next: 'look at the bucket’s versions of this key; do not roll back from it before a person has looked',
  });
}
