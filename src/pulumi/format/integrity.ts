import { createHash } from 'node:crypto';
import { type Deployment, resourcesOf } from '#src/pulumi/format/deployment.ts';
import { type JsonNode, memberOf, parseJson, textOf } from '#src/pulumi/format/json-tree.ts';
import { SIGNATURE_KEY, SIGNATURES } from '#src/pulumi/format/signatures.ts';

/** One rule a state breaks, in words; Pulumi's engine would refuse it too (`pkg/resource/stack/snapshot`). */
export interface IntegrityError {
  readonly urn: string;
  readonly complaint: string;
}

const UNKNOWN_ID = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

/** Checks that a deploy could go on from this state: order of parents and dependencies, providers, duplicates. */
export function checkIntegrity(deployment: Deployment): readonly IntegrityError[] {
  const seen: Seen = { urns: new Set(), live: new Set(), providers: new Set() };
  const errors: IntegrityError[] = [];
  if (!magicFits(deployment)) errors.push({ urn: 'manifest', complaint: 'its magic does not fit its version' });
  for (const resource of resourcesOf(deployment)) {
    const urn = textOf(memberOf(resource, 'urn')) ?? '';
    for (const complaint of complaintsOf(resource, seen)) errors.push({ urn, complaint });
    remember(resource, urn, seen);
  }
  return errors;
}

interface Seen {
  readonly urns: Set<string>;
  readonly live: Set<string>;
  readonly providers: Set<string>;
}

function* complaintsOf(resource: JsonNode, seen: Seen): Generator<string> {
  const text = (key: string) => textOf(memberOf(resource, key)) ?? '';
  const [urn, type, id, provider] = [text('urn'), text('type'), text('id'), text('provider')];
  if (!urn) yield 'it has no URN';
  if (!type) yield 'it has no type';
  if (!isTrue(resource, 'custom') && id) yield 'it is a component and has an id';
  if (seen.live.has(urn) && !isTrue(resource, 'delete')) yield 'another resource has the same URN';
  if (provider && !seen.providers.has(provider) && !isTrue(resource, 'pendingReplacement')) {
    yield 'its provider does not stand before it';
  }
  for (const { role, target } of referencesOf(resource)) {
    if (target && !seen.urns.has(target)) yield `its ${role} ${target} does not stand before it`;
  }
  if (holdsUnknownSignature(resource)) yield 'it holds a special value of a kind unknown here';
}

function* referencesOf(resource: JsonNode): Generator<{ role: string; target: string }> {
  for (const role of ['parent', 'deletedWith']) yield { role, target: textOf(memberOf(resource, role)) ?? '' };
  for (const [role, list] of [
    ['dependency', memberOf(resource, 'dependencies')],
    ['replaceWith', memberOf(resource, 'replaceWith')],
  ] as const) {
    for (const target of textsOf(list)) yield { role, target };
  }
  const properties = memberOf(resource, 'propertyDependencies');
  if (properties?.kind !== 'object') return;
  for (const { value } of properties.members) {
    for (const target of textsOf(value)) yield { role: 'property dependency', target };
  }
}

function remember(resource: JsonNode, urn: string, { urns, live, providers }: Seen): void {
  urns.add(urn);
  if (!isTrue(resource, 'delete')) live.add(urn);
  if (!textOf(memberOf(resource, 'type'))?.startsWith('pulumi:providers:')) return;
  providers.add(`${urn}::${textOf(memberOf(resource, 'id')) || UNKNOWN_ID}`);
}

function magicFits({ bytes, members, subject }: Deployment): boolean {
  const member = members.find(({ key }) => key === 'manifest');
  if (!member) return true;
  const manifest = parseJson(bytes, member.value, subject);
  const [magic, version] = [textOf(memberOf(manifest, 'magic')) ?? '', textOf(memberOf(manifest, 'version')) ?? ''];
  return version === '' ? magic === '' : magic === createHash('sha256').update(version).digest('hex');
}

function holdsUnknownSignature(node: JsonNode): boolean {
  if (node.kind === 'array') return node.items.some(holdsUnknownSignature);
  if (node.kind !== 'object') return false;
  const signature = memberOf(node, SIGNATURE_KEY);
  if (signature && !SIGNATURES.has(textOf(signature) ?? '')) return true;
  return node.members.some(({ value }) => holdsUnknownSignature(value));
}

function isTrue(node: JsonNode, key: string): boolean {
  const member = memberOf(node, key);
  return member?.kind === 'literal' && member.text === 'true';
}

function textsOf(node: JsonNode | undefined): readonly string[] {
  return node?.kind === 'array' ? node.items.map((item) => textOf(item) ?? '') : [];
}
