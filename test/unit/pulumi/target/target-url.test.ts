import { describe, expect, it } from '@jest/globals';
import { parseTargetUrl } from '#src/pulumi/target/target-url.ts';

const BUCKET = { kind: 'bucket', bucket: 'state', prefix: '', forcePathStyle: false };

describe('the URL of a target', () => {
  it.each([
    ['s3://state', BUCKET],
    ['s3://state/', BUCKET],
    ['s3://state/tenant-a/eu/?region=eu-central-1', { ...BUCKET, prefix: 'tenant-a/eu/', region: 'eu-central-1' }],
    ['s3://state?s3ForcePathStyle=true&awssdk=v2', { ...BUCKET, forcePathStyle: true }],
    ['s3://state?use_path_style=1&profile=ops', { ...BUCKET, forcePathStyle: true, profile: 'ops' }],
    ['s3://state?endpoint=store.local:9000', { ...BUCKET, endpoint: 'https://store.local:9000' }],
    ['s3://state?endpoint=store.local:9000&disableSSL=true', { ...BUCKET, endpoint: 'http://store.local:9000' }],
    ['s3://state?endpoint=http://store.local:9000', { ...BUCKET, endpoint: 'http://store.local:9000' }],
  ])('names a bucket: %s', (text, place) => {
    expect(parseTargetUrl(text)).toEqual(place);
  });

  it.each([
    ['file:///var/state', '/var/state'],
    ['file:///var/my%20state', '/var/my state'],
  ])('names a folder: %s', (text, folder) => {
    expect(parseTargetUrl(text)).toEqual({ kind: 'folder', folder });
  });

  it.each([
    '',
    'state',
    '/var/state',
    'file://state',
    'file:///state?metadata=skip',
    'gs://state',
    's3://',
    's3://state/%zz',
    's3://state?kmskeyid=k',
    's3://state?regoin=eu-central-1',
    'https://api.pulumi.com',
  ])('is refused where it cannot be honoured: %j', (text) => {
    expect(() => parseTargetUrl(text)).toThrow(expect.objectContaining({ name: 'ContractViolated' }));
  });
});
