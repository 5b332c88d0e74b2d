import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { ConfigUnsupported } from '#src/errors.ts';
import { providerEdits } from '#src/pulumi/config/provider-edits.ts';
import { spliceText, type TextEdit } from '#src/pulumi/config/text-edit.ts';
import type { Crypter } from '#src/pulumi/secrets/crypter.ts';
import { configKeysOf, type ProviderKey } from '#src/pulumi/secrets/provider-key.ts';

/** Gives the plaintext of one config secret, which is the raw string and not JSON text as in a state. */
export type OpenConfigSecret = (ciphertext: string) => Uint8Array;

interface Sealing {
  readonly open: OpenConfigSecret;
  readonly crypter: Crypter;
  readonly wrappedKey: ProviderKey;
  readonly subject: string;
}

/**
 * Re-encrypts the text of a `Pulumi.<stack>.yaml` under the stack's data key and names the new provider. Cut into the text like
 * a state: comments, order, numbers and spelling of everything else stay. Throws `ConfigUnsupported` for an `environment:`,
 * which only Pulumi Cloud resolves.
 */
export function rekeyConfig(text: string, sealing: Sealing): string {
  const { subject, wrappedKey } = sealing;
  const document = parseConfig(text, subject);
  const edits = [...secretEdits(document.contents, 'config', sealing), ...providerEdits(document, text, wrappedKey)];
  const rekeyed = spliceText(text, edits);
  if (configNames(rekeyed, wrappedKey, subject)) return rekeyed;
  throw unsupported(subject, 'its config file has a form that cannot be edited safely', 'write it as plain block YAML');
}

/** Whether a config file's text names this key, and no other provider, as the one of its secrets. */
export function configNames(text: string, key: ProviderKey, subject: string): boolean {
  const found = parseConfig(text, subject);
  return Object.entries(configKeysOf(key)).every(([name, value]) => found.get(name) === value);
}

/** Every ciphertext in a config file's text, so that they can be opened in one batch before `rekeyConfig`. */
export function configCiphertexts(text: string, subject: string): readonly string[] {
  return [...secretsIn(parseConfig(text, subject).contents, 'config', subject)].map(({ scalar }) => scalar.value);
}

function parseConfig(text: string, subject: string): Document.Parsed {
  const document = parseDocument(text);
  if (document.errors.length > 0) throw unsupported(subject, 'its config file is not YAML', 'repair the file');
  const { contents } = document;
  if (contents !== null && !isMap(contents) && !(isScalar(contents) && contents.value === null)) {
    throw unsupported(subject, 'its config file is not a map', 'repair the file');
  }
  if (isMap(contents) && contents.has('environment')) {
    throw unsupported(subject, 'its config imports ESC environments', 'write their values into the config file first');
  }
  return document;
}

function secretEdits(contents: Node | null, place: string, { open, crypter, subject }: Sealing): readonly TextEdit[] {
  return [...secretsIn(contents, place, subject)].map(({ scalar, place: leaf }) => {
    const [start, end] = scalar.range ?? [0, 0];
    const isBlock = scalar.type === 'BLOCK_FOLDED' || scalar.type === 'BLOCK_LITERAL';
    return { start, end, text: `${crypter.encrypt(open(scalar.value), leaf)}${isBlock ? '\n' : ''}` };
  });
}

interface SecretLeaf {
  readonly scalar: Scalar<string>;
  readonly place: string;
}

function* secretsIn(node: unknown, place: string, subject: string): Generator<SecretLeaf> {
  if (isSeq(node)) {
    for (const [index, child] of node.items.entries()) yield* secretsIn(child, `${place}/${index}`, subject);
  }
  if (!isMap(node)) return;
  const scalar = secretLeaf(node, subject);
  if (scalar) yield { scalar, place };
  else for (const { key, value } of node.items) yield* secretsIn(value, `${place}/${nameOf(key)}`, subject);
}

/** A secret is a map with the one key `secure` and a string under it; beside other keys, `secure` is an ordinary key. */
function secretLeaf({ items }: YAMLMap, subject: string): Scalar<string> | undefined {
  const [pair, ...more] = items;
  if (!pair || more.length > 0 || !isScalar(pair.key) || pair.key.value !== 'secure') return undefined;
  if (isAlias(pair.value)) {
    throw unsupported(subject, 'a secret of its config is a YAML alias', 'write the ciphertext where the alias stands');
  }
  return isText(pair.value) ? pair.value : undefined;
}

function isText(node: unknown): node is Scalar<string> {
  return isScalar(node) && typeof node.value === 'string';
}

function nameOf(key: unknown): string {
  return JSON.stringify(isScalar(key) ? String(key.value) : String(key));
}

function unsupported(subject: string, found: string, next: string): ConfigUnsupported {
  return new ConfigUnsupported({ subject, found, next });
}
