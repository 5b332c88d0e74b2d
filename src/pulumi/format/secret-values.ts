import { type Deployment, resourcesOf } from '#src/pulumi/format/deployment.ts';
import type { Span } from '#src/pulumi/format/json-cursor.ts';
import { type JsonNode, type JsonObject, memberOf, parseJson, textOf } from '#src/pulumi/format/json-tree.ts';

/** Pulumi marks special values with this key (`sdk/go/common/resource/sig`). */
export const SIGNATURE_KEY = '4dabf18193072939515e22adb298388d';
const SECRET = '1b47061264138c4ac30d75fd1eb44270';

/** One secret where it stands in a state. */
export interface SecretValue {
  /** Unique in the state: place of the resource, then the property path. */
  readonly place: string;
  /** The member that holds it, from the quote of its key to the end of its value. */
  readonly member: Span;
  readonly held: { readonly kind: 'ciphertext' | 'plaintext'; readonly text: string };
}

/** Gives a secret's plaintext: the JSON text of the value it wraps. */
export type OpenSecret = (secret: SecretValue) => Uint8Array;

/** Every secret of every resource and pending operation, in the order of the bytes within each. */
export function* secretsOf(deployment: Deployment): Generator<SecretValue> {
  let index = 0;
  for (const resource of resourcesOf(deployment)) yield* secretsIn(resource, `resources/${index++}`);
  index = 0;
  for (const span of deployment.pendingOperations) {
    yield* secretsIn(parseJson(deployment.bytes, span, deployment.subject), `pending/${index++}`);
  }
}

export function* secretsIn(node: JsonNode, place: string): Generator<SecretValue> {
  if (node.kind === 'array') {
    for (const [index, item] of node.items.entries()) yield* secretsIn(item, `${place}/${index}`);
  }
  if (node.kind !== 'object') return;
  const secret = readSecret(node, place);
  if (secret) yield secret;
  else for (const { key, value } of node.members) yield* secretsIn(value, `${place}/${JSON.stringify(key)}`);
}

/** The secret an object is, or undefined when it is an ordinary object. */
export function readSecret(node: JsonObject, place: string): SecretValue | undefined {
  if (textOf(memberOf(node, SIGNATURE_KEY)) !== SECRET) return undefined;
  for (const kind of ['ciphertext', 'plaintext'] as const) {
    const member = node.members.find(({ key }) => key === kind);
    const text = textOf(member?.value);
    if (member && text) return { place, member: { start: member.start, end: member.value.end }, held: { kind, text } };
  }
  return undefined;
}
