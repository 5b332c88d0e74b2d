import { SnapshotUnreadable } from '#src/errors.ts';
import type { Deployment } from '#src/pulumi/format/deployment.ts';
import type { Span } from '#src/pulumi/format/json-cursor.ts';
import { type JsonNode, type JsonObject, memberOf, textOf } from '#src/pulumi/format/json-tree.ts';
import { partsOf, readPart } from '#src/pulumi/format/parts.ts';
import { SECRET_SIGNATURE, SIGNATURE_KEY } from '#src/pulumi/format/signatures.ts';

/** One secret where it stands in a state. */
export interface SecretValue {
  /** Unique in the state: place of the part, then the property path. */
  readonly place: string;
  /** The member that holds it, from the quote of its key to the end of its value. */
  readonly member: Span;
  /** The member's value with its quotes. */
  readonly value: Span;
  readonly held: { readonly kind: 'ciphertext' | 'plaintext'; readonly text: string };
}

/** Gives a secret's plaintext: the JSON text of the value it wraps. */
export type OpenSecret = (secret: SecretValue) => Uint8Array;

/**
 * Every secret of a state: Pulumi writes them into inputs, outputs and replacement triggers of resources and of pending
 * operations, and one that a newer engine writes elsewhere is found too, since none may stay under the old key.
 */
export function* secretsOf(deployment: Deployment): Generator<SecretValue> {
  for (const part of partsOf(deployment)) yield* secretsIn(readPart(deployment, part), part.place);
}

/** The secret an object is, or undefined when it is an ordinary object. Throws `SnapshotUnreadable` for a broken one. */
export function readSecret(node: JsonObject, place: string): SecretValue | undefined {
  if (textOf(memberOf(node, SIGNATURE_KEY)) !== SECRET_SIGNATURE) return undefined;
  const [found, ...more] = (['ciphertext', 'plaintext'] as const).flatMap((kind) => heldBy(node, kind, place));
  if (found && more.length === 0) return found;
  throw new SnapshotUnreadable({
    subject: `the state at ${place}`,
    found: 'a secret that does not hold exactly one of ciphertext and plaintext',
    next: 'repair it with pulumi stack export and import, then start again; nothing was written',
  });
}

function* secretsIn(node: JsonNode, place: string): Generator<SecretValue> {
  if (node.kind === 'array') {
    for (const [index, item] of node.items.entries()) yield* secretsIn(item, `${place}/${index}`);
  }
  if (node.kind !== 'object') return;
  const secret = readSecret(node, place);
  if (secret) yield secret;
  else for (const { key, value } of node.members) yield* secretsIn(value, `${place}/${JSON.stringify(key)}`);
}

function heldBy(node: JsonObject, kind: SecretValue['held']['kind'], place: string): readonly SecretValue[] {
  const member = node.members.find(({ key }) => key === kind);
  const text = textOf(member?.value);
  if (!member || !text) return [];
  const { start, end } = member.value;
  return [{ place, member: { start: member.start, end }, value: { start, end }, held: { kind, text } }];
}
