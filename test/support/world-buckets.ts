import { GetObjectCommand, ListBucketsCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import type { World } from '#local/world/start-world.ts';

/** One version of one object, or the marker of a deletion. */
export interface ObjectVersion {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly isMarker: boolean;
  readonly isLatest: boolean;
}

export async function bucketsOf({ clients }: Pick<World, 'clients'>): Promise<readonly string[]> {
  const { Buckets = [] } = await clients.s3.send(new ListBucketsCommand({}));
  return Buckets.flatMap(({ Name }) => Name ?? []).toSorted();
}

/** Everything a bucket holds and held. */
export async function versionsIn(
  { clients }: Pick<World, 'clients'>,
  bucket: string,
): Promise<readonly ObjectVersion[]> {
  const found: ObjectVersion[] = [];
  let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
  while (from) {
    const page = await clients.s3.send(new ListObjectVersionsCommand({ Bucket: bucket, ...from }));
    const { Versions = [], DeleteMarkers = [], IsTruncated, NextKeyMarker, NextVersionIdMarker } = page;
    const all = [
      ...Versions.map((version) => ({ ...version, isMarker: false })),
      ...DeleteMarkers.map((marker) => ({ ...marker, isMarker: true })),
    ];
    for (const { Key = '', VersionId = '', IsLatest = false, isMarker } of all) {
      found.push({ bucket, key: Key, versionId: VersionId, isMarker, isLatest: IsLatest });
    }
    from = IsTruncated ? { KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker } : undefined;
  }
  return found;
}

/** All versions of all objects of all buckets, to compare before with after. */
export async function everyVersion(world: Pick<World, 'clients'>): Promise<readonly ObjectVersion[]> {
  const buckets = await bucketsOf(world);
  const versions = await Promise.all(buckets.map(async (bucket) => await versionsIn(world, bucket)));
  return versions.flat();
}

/** The keys that stand in the target for a stack now; the backend's own `meta.yaml` belongs to none. */
export async function targetKeysOf(world: World, stack: string): Promise<readonly string[]> {
  const versions = await versionsIn(world, world.backend.stateBucket);
  return versions
    .filter(({ key, isMarker }) => !isMarker && key.includes(`/${stack}`))
    .map(({ key }) => key)
    .toSorted();
}

export async function readObject(
  { clients }: Pick<World, 'clients'>,
  { bucket, key, versionId }: Pick<ObjectVersion, 'bucket' | 'key'> & { readonly versionId?: string },
): Promise<Uint8Array> {
  const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
  return (await Body?.transformToByteArray()) ?? new Uint8Array();
}
