import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { PutObjectCommand, type PutObjectCommandInput, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { addressOf } from '#local/stand-ins/faulty-s3/object-address.ts';

export interface Corruption {
  readonly key: RegExp;
  readonly change: (bytes: Uint8Array) => Uint8Array;
}

export interface CorruptedPut {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly s3: S3Client;
  readonly change: Corruption['change'];
}

/** Stores other bytes than were sent and answers as if nothing had happened. Signs anew: the old signature covers the bytes. */
export async function putCorrupted({ request, response, s3, change }: CorruptedPut): Promise<void> {
  const { bucket, key } = addressOf(request);
  const sent = await buffer(request);
  const input = { ...inputOf(request), Bucket: bucket, Key: key, Body: change(sent) };
  try {
    const { ETag = '', VersionId } = await s3.send(new PutObjectCommand(input));
    response.writeHead(200, { ETag, ...(VersionId !== undefined && { 'x-amz-version-id': VersionId }) }).end();
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    const body = `<Error><Code>${error.name}</Code><Message>${error.message}</Message></Error>`;
    response.writeHead(error.$metadata.httpStatusCode ?? 500, { 'Content-Type': 'application/xml' }).end(body);
  }
}

/** What of a put is kept: its content type, its conditions, its metadata and the key that seals it. */
function inputOf({ headers }: IncomingMessage): Omit<PutObjectCommandInput, 'Bucket' | 'Key' | 'Body'> {
  const metadata = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith('x-amz-meta-') ? [[name.slice('x-amz-meta-'.length), String(value)]] : [],
  );
  const seal = text(headers['x-amz-server-side-encryption']);
  return {
    ContentType: headers['content-type'],
    IfNoneMatch: headers['if-none-match'],
    IfMatch: headers['if-match'],
    Metadata: Object.fromEntries(metadata),
    ...(seal === 'aws:kms' && { ServerSideEncryption: seal }),
    SSEKMSKeyId: text(headers['x-amz-server-side-encryption-aws-kms-key-id']),
  };
}

function text(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
