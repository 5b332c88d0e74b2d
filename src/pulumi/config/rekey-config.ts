import { isMap, isScalar, type Node, type Pair, parseDocument, visit } from 'yaml';
import { ConfigUnsupported } from '#src/errors.ts';
import type { Crypter } from '#src/pulumi/secrets/crypter.ts';
import type { WrappedKey } from '#src/pulumi/secrets/data-key.ts';

/** Gives the plaintext of one config secret, which is the raw string and not JSON text as in a state. */
export type OpenConfigSecret = (ciphertext: string) => Uint8Array;

/**
 * Re-encrypts the text of a `Pulumi.<stack>.yaml` under the stack's data key and names the new provider. Comments, order and
 * what is not a secret stay as they are. Throws `ConfigUnsupported` for an `environment:`, which only Pulumi Cloud resolves.
 */
export function rekeyConfig(
  text: string,
  {
    open,
    crypter,
    wrappedKey,
    subject,
  }: { open: OpenConfigSecret; crypter: Crypter; wrappedKey: WrappedKey; subject: string },
): string {
  const document = parseDocument(text);
  if (document.errors.length > 0) throw unsupported(subject, 'its config file is not YAML', 'repair the file');
  if (document.has('environment')) {
    throw unsupported(subject, 'its config imports ESC environments', 'write their values into the config file first');
  }
  visit(document, {
    Pair: (_, pair, path) => {
      if (!isSecretLeaf(pair, path.at(-1))) return;
      const { value } = pair;
      if (!isScalar(value)) return;
      value.value = crypter.encrypt(open(String(value.value)), `config/${placeOf(path)}`);
    },
  });
  document.delete('encryptionsalt');
  document.set('secretsprovider', wrappedKey.url);
  document.set('encryptedkey', wrappedKey.encryptedKey);
  return document.toString({ lineWidth: 0 });
}

/** A secret is a map with the one key `secure` and a string under it; beside other keys, `secure` is an ordinary key. */
function isSecretLeaf({ key, value }: Pair, parent: unknown): boolean {
  const isOnlyKey = isMap(parent) && parent.items.length === 1;
  return isOnlyKey && isScalar(key) && key.value === 'secure' && isScalar(value) && typeof value.value === 'string';
}

function placeOf(path: readonly unknown[]): string {
  const names = path.flatMap((node, index) => {
    const above = path[index - 1];
    if (isPair(node)) return [String(isScalar(node.key) ? node.key.value : node.key)];
    return Array.isArray((above as { items?: unknown[] } | undefined)?.items) && !isMap(above)
      ? [String((above as { items: unknown[] }).items.indexOf(node))]
      : [];
  });
  return JSON.stringify(names);
}

function isPair(node: unknown): node is Pair<Node> {
  return typeof node === 'object' && node !== null && 'key' in node;
}

function unsupported(subject: string, found: string, next: string): ConfigUnsupported {
  return new ConfigUnsupported({ subject, found, next });
}
