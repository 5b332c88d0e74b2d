import { ListObjectVersionsCommand, type ListObjectVersionsCommandOutput, type S3Client } from '@aws-sdk/client-s3';

/**
 * Ids of all versions under one key, newest first. Every resource that a deploy changes rewrites the checkpoint, so a stack in
 * use has thousands. Keys that only begin alike come after it and are not asked for.
 */
export async function versionIdsOf(client: S3Client, bucket: string, key: string): Promise<readonly string[]> {
  const ids: string[] = [];
  let after: Pick<ListObjectVersionsCommandOutput, 'NextKeyMarker' | 'NextVersionIdMarker'> = {};
  do {
    const page: ListObjectVersionsCommandOutput = await client.send(
      new ListObjectVersionsCommand({
        Bucket: bucket,
        Prefix: key,
        KeyMarker: after.NextKeyMarker,
        VersionIdMarker: after.NextVersionIdMarker,
      }),
    );
    ids.push(...(page.Versions ?? []).flatMap(({ Key, VersionId }) => (Key === key && VersionId ? VersionId : [])));
    after = page.IsTruncated ? page : {};
  } while (after.NextKeyMarker === key);
  return ids;
}

/** All versions of all keys that begin so, and the markers of deletions. */
export async function everyVersionOf(
  client: S3Client,
  bucket: string,
  prefix: string,
): Promise<readonly { readonly key: string; readonly versionId: string }[]> {
  const found: { key: string; versionId: string }[] = [];
  let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
  while (from) {
    const command = new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...from });
    const page: ListObjectVersionsCommandOutput = await client.send(command);
    for (const { Key: key, VersionId: versionId } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) {
      if (key && versionId) found.push({ key, versionId });
    }
    const { IsTruncated, NextKeyMarker, NextVersionIdMarker } = page;
    from = IsTruncated ? { KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker } : undefined;
  }
  return found;
}
