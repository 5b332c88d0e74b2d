import { createHash, createHmac } from 'node:crypto';
import type { Deployment } from '#src/pulumi/format/deployment.ts';
import type { JsonNode } from '#src/pulumi/format/json-tree.ts';
import { partsOf, readPart } from '#src/pulumi/format/parts.ts';
import { type OpenSecret, readSecret } from '#src/pulumi/format/secret-values.ts';

/** How a state's secrets enter its digest: opened, then hashed under a key only this stack has. */
export interface SecretDigests {
  readonly open: OpenSecret;
  readonly macKey: Uint8Array;
}

/**
 * Digest of what a state says, hex SHA-256: every member of the deployment but `secrets_providers`, with keys sorted, numbers
 * as the text they are, and each secret as an HMAC of its plaintext. Two states with the same digest hold the same.
 */
export function digestOf(deployment: Deployment, secrets: SecretDigests): string {
  const hash = createHash('sha256');
  hash.update(`version ${deployment.version}\nfeatures ${featuresOf(deployment)}\n`);
  for (const part of partsOf(deployment)) {
    const text = canonicalText(readPart(deployment, part), part.place, secrets);
    hash.update(`${part.kind} ${JSON.stringify(part.place)} ${createHash('sha256').update(text).digest('hex')}\n`);
  }
  return hash.digest('hex');
}

/** Text that two values share exactly when they hold the same. A secret's form is no JSON, so nothing can pass for one. */
export function canonicalText(node: JsonNode, place: string, secrets: SecretDigests): string {
  switch (node.kind) {
    case 'literal':
      return node.text;
    case 'string':
      return JSON.stringify(node.value);
    case 'array':
      return `[${node.items.map((item, index) => canonicalText(item, `${place}/${index}`, secrets)).join(',')}]`;
    case 'object': {
      const secret = readSecret(node, place);
      if (secret) return `secret(${createHmac('sha256', secrets.macKey).update(secrets.open(secret)).digest('hex')})`;
      const members = node.members.toSorted((left, right) => (left.key < right.key ? -1 : 1));
      const texts = members.map(({ key, value }) => {
        const name = JSON.stringify(key);
        return `${name}:${canonicalText(value, `${place}/${name}`, secrets)}`;
      });
      return `{${texts.join(',')}}`;
    }
  }
}

function featuresOf({ features }: Deployment): string {
  return features === undefined ? '' : features.replaceAll(/\s/g, '');
}
