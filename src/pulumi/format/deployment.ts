import { SnapshotUnreadable } from '#src/errors.ts';
import { decompress } from '#src/pulumi/format/compression.ts';
import type { Span } from '#src/pulumi/format/json-cursor.ts';
import { type CutMember, cutItems, cutMembers } from '#src/pulumi/format/json-cut.ts';
import { type JsonNode, memberOf, parseJson, textOf } from '#src/pulumi/format/json-tree.ts';

/** A deployment's bytes with the places of its parts; nothing of it is copied. */
export interface Deployment {
  /** The stack, for messages. */
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly version: number;
  /** The literal text of `features`, where there is one. */
  readonly features: string | undefined;
  /** The DeploymentV3 object. */
  readonly body: Span;
  readonly members: readonly CutMember[];
  readonly secretsProvider: SecretsProvider | undefined;
  readonly resources: readonly Span[];
  readonly pendingOperations: readonly Span[];
}

/** `secrets_providers`: who holds the key of the state's secrets. */
export interface SecretsProvider {
  readonly type: string;
  readonly state: JsonNode | undefined;
  readonly span: Span;
}

/** Features this version understands (Pulumi's `apitype` of 3.259); another one changes what a state means. */
const FEATURES: readonly string[] = [
  'refreshBeforeUpdate',
  'views',
  'hooks',
  'taint',
  'replaceWith',
  'snippets-prototype',
  'extensionParameterization',
  'byteString',
];

/** Reads an export, `{"version":…,"deployment":{…}}`. Throws `SnapshotUnreadable`. */
export function parseDeployment(bytes: Uint8Array, subject: string): Deployment {
  const root = cutMembers(bytes, whole(bytes), subject);
  return deploymentAt(bytes, { root, body: spanOf(root, 'deployment', subject), subject });
}

/**
 * Reads a checkpoint of the target, `{"version":…,"checkpoint":{"stack":…,"latest":{…}}}`, compressed or not.
 * Throws `SnapshotUnreadable`.
 */
export function parseCheckpoint(packed: Uint8Array, subject: string): Deployment {
  const bytes = decompress(packed, subject);
  const root = cutMembers(bytes, whole(bytes), subject);
  const checkpoint = cutMembers(bytes, spanOf(root, 'checkpoint', subject), subject);
  return deploymentAt(bytes, { root, body: spanOf(checkpoint, 'latest', subject), subject });
}

/** The tree of each resource in turn, so that only one exists at a time. */
export function* resourcesOf({ bytes, resources, subject }: Deployment): Generator<JsonNode> {
  for (const span of resources) yield parseJson(bytes, span, subject);
}

interface Place {
  readonly root: readonly CutMember[];
  readonly body: Span;
  readonly subject: string;
}

/** Members we read by name. Pulumi would read them in any case of letters, so another case must not pass as unknown. */
const NAMED: ReadonlySet<string> = new Set(['manifest', 'secrets_providers', 'resources', 'pending_operations']);

function deploymentAt(bytes: Uint8Array, { root, body, subject }: Place): Deployment {
  const members = cutMembers(bytes, body, subject);
  const misspelled = members.find(({ key }) => !NAMED.has(key) && NAMED.has(key.toLowerCase()));
  if (misspelled) {
    const found = `the state writes “${misspelled.key.toLowerCase()}” in other letters`;
    throw unreadable(subject, found, 'find out what wrote it; nothing was written');
  }
  const list = (key: string) => {
    const member = members.find((candidate) => candidate.key === key);
    return member ? cutItems(bytes, member.value, subject) : [];
  };
  return {
    subject,
    bytes,
    version: readVersion(bytes, root, subject),
    features: readFeatures(bytes, root, subject),
    body,
    members,
    secretsProvider: readProvider(bytes, members, subject),
    resources: list('resources'),
    pendingOperations: list('pending_operations'),
  };
}

function readVersion(bytes: Uint8Array, root: readonly CutMember[], subject: string): number {
  const node = parseJson(bytes, spanOf(root, 'version', subject), subject);
  const version = node.kind === 'literal' ? Number(node.text) : Number.NaN;
  if (Number.isInteger(version) && version >= 1 && version <= 4) return version;
  throw unreadable(
    subject,
    'the state has a version other than 1 to 4',
    'upgrade stackferry, or the stack with a newer Pulumi CLI',
  );
}

function readFeatures(bytes: Uint8Array, root: readonly CutMember[], subject: string): string | undefined {
  const member = root.find(({ key }) => key === 'features');
  if (!member) return undefined;
  const node = parseJson(bytes, member.value, subject);
  const names = node.kind === 'array' ? node.items.map((item) => textOf(item) ?? '') : [];
  const unknown = names.filter((name) => !FEATURES.includes(name));
  if (unknown.length > 0) {
    throw unreadable(subject, `the state uses features unknown here: ${unknown.join(', ')}`, 'upgrade stackferry');
  }
  return Buffer.from(bytes.subarray(member.value.start, member.value.end)).toString('utf8');
}

function readProvider(bytes: Uint8Array, members: readonly CutMember[], subject: string): SecretsProvider | undefined {
  const member = members.find(({ key }) => key === 'secrets_providers');
  if (!member) return undefined;
  const node = parseJson(bytes, member.value, subject);
  if (node.kind === 'literal' && node.text === 'null') return undefined;
  const type = textOf(memberOf(node, 'type'));
  if (!type) throw unreadable(subject, 'secrets_providers names no type', 'repair the state with pulumi state repair');
  return { type, state: memberOf(node, 'state'), span: member.value };
}

/** Pulumi's readers ignore case, and its `stack import` of before 3.203 wrote “Latest”. */
function spanOf(members: readonly CutMember[], key: string, subject: string): Span {
  const [member, ...more] = members.filter((candidate) => candidate.key.toLowerCase() === key);
  if (member && more.length === 0) return member.value;
  if (member) throw unreadable(subject, `the state has “${key}” twice`, 'find out what wrote it; nothing was written');
  throw unreadable(subject, `this is not a state: it has no “${key}”`, 'export the stack again; nothing was written');
}

function whole(bytes: Uint8Array): Span {
  return { start: 0, end: bytes.length };
}

function unreadable(subject: string, found: string, next: string): SnapshotUnreadable {
  return new SnapshotUnreadable({ subject, found, next });
}
