import {
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsOutput,
  S3Client,
} from '@aws-sdk/client-s3';
import type { World } from '#local/world/start-world.ts';

/** One version of one object, or the marker of a deletion. */
export interface ObjectVersion {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly isMarker: boolean;
  readonly isLatest: boolean;
}

type Place = Pick<World, 'clients' | 'emulator'>;

export async function bucketsOf({ clients }: Place): Promise<readonly string[]> {
  const { Buckets = [] } = await clients.s3.send(new ListBucketsCommand({}));
  return Buckets.flatMap(({ Name }) => Name ?? []).toSorted();
}

/** Everything a bucket holds and held. */
export async function versionsIn(world: Place, bucket: string): Promise<readonly ObjectVersion[]> {
  const s3 = anyRegion(world);
  const found: ObjectVersion[] = [];
  for await (const page of pagesOf(s3, bucket)) {
    const { Versions = [], DeleteMarkers = [] } = page;
    const all = [
      ...Versions.map((version) => ({ ...version, isMarker: false })),
      ...DeleteMarkers.map((marker) => ({ ...marker, isMarker: true })),
    ];
    for (const { Key = '', VersionId = '', IsLatest = false, isMarker } of all) {
      found.push({ bucket, key: Key, versionId: VersionId, isMarker, isLatest: IsLatest });
    }
  }
  return found;
}

/** The client has no paginator for versions. */
async function* pagesOf(s3: S3Client, Bucket: string): AsyncGenerator<ListObjectVersionsOutput> {
  let KeyMarker: string | undefined;
  let VersionIdMarker: string | undefined;
  for (;;) {
    const command = new ListObjectVersionsCommand({ Bucket, KeyMarker, VersionIdMarker });
    const page: ListObjectVersionsOutput = await s3.send(command);
    yield page;
    if (page.IsTruncated !== true) return;
    ({ NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page);
  }
}

/** All versions of all objects of all buckets, to compare before with after. */
export async function everyVersion(world: Place): Promise<readonly ObjectVersion[]> {
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
  world: Place,
  { bucket, key, versionId }: Pick<ObjectVersion, 'bucket' | 'key'> & { readonly versionId?: string },
): Promise<Uint8Array> {
  const { Body } = await anyRegion(world).send(
    new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }),
  );
  return (await Body?.transformToByteArray()) ?? new Uint8Array();
}

/** The state bucket's replica stands in a second region. */
export function anyRegion({ emulator: { endpoint, region } }: Place): S3Client {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return new S3Client({ endpoint, region, credentials, followRegionRedirects: true });
}
