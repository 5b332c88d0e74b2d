import type { ListObjectVersionsCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { everyVersionOf, versionIdsOf } from '#src/pulumi/target/s3-versions.ts';

/** A bucket that lists its versions in the pages given, and notes after what each was asked for. */
function bucketOf(...pages: readonly Partial<ListObjectVersionsCommandOutput>[]) {
  const askedAfter: (string | undefined)[] = [];
  const client = {
    send: async ({ input }: { input: { KeyMarker?: string; VersionIdMarker?: string } }) => {
      askedAfter.push(input.KeyMarker && `${input.KeyMarker} ${input.VersionIdMarker}`);
      return pages[askedAfter.length - 1];
    },
  } as unknown as S3Client;
  return { client, askedAfter };
}

function versions(Key: string, ...ids: readonly string[]) {
  return ids.map((VersionId) => ({ Key, VersionId }));
}

describe('the versions of one key', () => {
  it('are gathered over all pages, since a stack in use has thousands', async () => {
    const { client, askedAfter } = bucketOf(
      { IsTruncated: true, NextKeyMarker: 'a.json', NextVersionIdMarker: '2', Versions: versions('a.json', '1', '2') },
      { IsTruncated: false, Versions: versions('a.json', '3') },
    );

    expect(await versionIdsOf(client, 'state', 'a.json')).toEqual(['1', '2', '3']);
    expect(askedAfter).toEqual([undefined, 'a.json 2']);
  });

  it('end where the next key begins, however many that has', async () => {
    const { client, askedAfter } = bucketOf({
      IsTruncated: true,
      NextKeyMarker: 'a.json.bak',
      NextVersionIdMarker: '9',
      Versions: [...versions('a.json', '1'), ...versions('a.json.bak', '8', '9')],
    });

    expect(await versionIdsOf(client, 'state', 'a.json')).toEqual(['1']);
    expect(askedAfter).toHaveLength(1);
  });

  it('are none where the key was only ever deleted', async () => {
    expect(await versionIdsOf(bucketOf({ IsTruncated: false }).client, 'state', 'a.json')).toEqual([]);
  });
});

describe('everything below a folder', () => {
  it('is gathered over all pages, with the markers of deletions', async () => {
    const { client, askedAfter } = bucketOf(
      { IsTruncated: true, NextKeyMarker: 'f/a', NextVersionIdMarker: '2', Versions: versions('f/a', '1', '2') },
      { IsTruncated: false, Versions: versions('f/b', '4'), DeleteMarkers: versions('f/a', '3') },
    );

    expect(await everyVersionOf(client, 'state', 'f/')).toEqual([
      { key: 'f/a', versionId: '1' },
      { key: 'f/a', versionId: '2' },
      { key: 'f/b', versionId: '4' },
      { key: 'f/a', versionId: '3' },
    ]);
    expect(askedAfter).toEqual([undefined, 'f/a 2']);
  });
});
