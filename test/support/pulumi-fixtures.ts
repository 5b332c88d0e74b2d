import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Deployment, parseCheckpoint, parseDeployment } from '#src/pulumi/format/deployment.ts';
import type { OpenSecret } from '#src/pulumi/format/secret-values.ts';
import { createCrypter } from '#src/pulumi/secrets/crypter.ts';

/** Stacks whose source is among the fixtures. */
export const SOURCES = ['dev', 'kitchen', 'kube', 'empty', 'refs'] as const;
/** Those that the real CLI migrated to S3 and KMS. */
export const TARGETS = ['dev', 'kitchen', 'kube', 'empty'] as const;

export type SourceName = (typeof SOURCES)[number];

export function fixture(path: string): Buffer {
  return readFileSync(join(import.meta.dirname, '../fixtures/pulumi', path));
}

export function sourceOf(name: SourceName): Deployment {
  return parseDeployment(fixture(`${name}/source/export.json`), name);
}

/** Opens a source's secrets with the service's recorded answer. */
export function openerOf(name: SourceName): OpenSecret {
  const plaintexts = recordedPlaintexts(name);
  return ({ held }) => {
    if (held.kind === 'plaintext') return Buffer.from(held.text);
    const plaintext = plaintexts.get(held.text);
    if (plaintext === undefined) throw new Error('a ciphertext that was never recorded');
    return plaintext;
  };
}

/** Every ciphertext of a source's state and config to its plaintext. */
export function recordedPlaintexts(name: SourceName): ReadonlyMap<string, Uint8Array> {
  if (name === 'empty') return new Map();
  const { response } = JSON.parse(fixture(`${name}/source/batch-decrypt.json`).toString('utf8')) as {
    response: { plaintexts: Record<string, string> };
  };
  return new Map(Object.entries(response.plaintexts).map(([key, value]) => [key, Buffer.from(value, 'base64')]));
}

/** What the real CLI wrote, and the crypter of the data key behind it. */
export function targetOf(name: (typeof TARGETS)[number]) {
  const { plaintextDataKeyBase64, url, encryptedkey } = JSON.parse(
    fixture(`${name}/target/datakey.json`).toString('utf8'),
  ) as Record<'plaintextDataKeyBase64' | 'url' | 'encryptedkey', string>;
  const crypter = createCrypter(Buffer.from(plaintextDataKeyBase64, 'base64'), name);
  const open: OpenSecret = ({ held }) => crypter.decrypt(held.text);
  return {
    deployment: parseCheckpoint(fixture(`${name}/target/checkpoint.json`), name),
    crypter,
    open,
    wrappedKey: { url, encryptedKey: encryptedkey },
  };
}

export const WRAPPED_KEY = {
  url: 'awskms:///arn:aws:kms:eu-central-1:000000000000:key/k?region=eu-central-1&context_stack=golden%2Fdev',
  encryptedKey: 'd3JhcHBlZA==',
};

export const CRYPTER = createCrypter(Buffer.alloc(32, 7), 'a test');
