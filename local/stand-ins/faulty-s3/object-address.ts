import type { IncomingMessage } from 'node:http';

export interface ObjectAddress {
  readonly bucket: string;
  /** Empty for a request to the bucket itself. */
  readonly key: string;
}

/** Reads bucket and key from a path-style request. */
export function addressOf({ url = '/' }: IncomingMessage): ObjectAddress {
  const [, bucket = '', ...key] = url.split('?')[0]?.split('/') ?? [];
  return { bucket, key: decodeURIComponent(key.join('/')) };
}
