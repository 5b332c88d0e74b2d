import { formatStackRef, type StackRef } from '#src/stack-ref.ts';
import type { Cloud } from './cloud.ts';
import type { CloudStack } from './cloud-stack.ts';
import { isObject, type Json, type JsonObject, member } from './json.ts';
import { encryptSecrets } from './secrets.ts';
import type { StackKey } from './stack-key.ts';
import type { UpdateInfo } from './update.ts';

/** A stack to put into the stand-in, secrets in plain; the stand-in encrypts them with the stack's key. */
export interface SeedStack {
  readonly ref: StackRef;
  /** `{version, deployment}`; each secret holds `plaintext`. `secrets_providers` is added where absent. */
  readonly deployment: JsonObject;
  /** Key (`namespace:name`) to value. It goes into every entry of the history, as updates record it. */
  readonly config?: Readonly<Record<string, SeedConfigValue>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** Oldest first; the last one made the state. One plain update where absent. */
  readonly history?: readonly SeedUpdate[];
}

/** In an `object`, each `{"plaintext": text}` is a secret leaf. */
export type SeedConfigValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'secret'; readonly text: string }
  | { readonly kind: 'object'; readonly value: Json };

/** Times in unix seconds. */
export interface SeedUpdate {
  readonly kind: 'update' | 'refresh' | 'destroy' | 'import';
  readonly startTime: number;
  readonly endTime: number;
  readonly message: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly result: 'succeeded' | 'failed';
  readonly resourceChanges: Readonly<Record<string, number>>;
}

const ONE_UPDATE: SeedUpdate = {
  kind: 'update',
  startTime: 1_767_225_600,
  endTime: 1_767_225_660,
  message: '',
  environment: {},
  result: 'succeeded',
  resourceChanges: {},
};

/** Versions count from 1, one per update of the history; only the last one's state can be exported. */
export function seedStack(
  cloud: Cloud,
  { ref, deployment, config = {}, tags = {}, history = [ONE_UPDATE] }: SeedStack,
): CloudStack {
  const stack = cloud.create(ref);
  stack.tags = tags;
  const state = JSON.stringify(withSecretsProvider(encryptSecrets(deployment, stack.key), { ref, url: cloud.url }));
  const encrypted = encryptConfig(config, stack.key);
  for (const [index, update] of history.entries()) {
    const info: UpdateInfo = { ...update, config: encrypted, version: index + 1 };
    if (index + 1 < history.length) stack.remember(info);
    else stack.append(info, state);
  }
  return stack;
}

function withSecretsProvider(untyped: Json, { ref, url }: { ref: StackRef; url: string }): JsonObject {
  const deployment = member(untyped, 'deployment');
  if (!isObject(untyped) || !isObject(deployment))
    throw new TypeError(`${formatStackRef(ref)}: this is not a deployment`);
  if ('secrets_providers' in deployment) return untyped;
  const { manifest, ...rest } = deployment;
  const { organization: owner, project, stack } = ref;
  const provider = { type: 'service', state: { url, owner, project, stack } };
  return { ...untyped, deployment: { manifest: manifest ?? {}, secrets_providers: provider, ...rest } };
}

function encryptConfig(config: Readonly<Record<string, SeedConfigValue>>, key: StackKey): JsonObject {
  return Object.fromEntries(Object.entries(config).map(([name, value]) => [name, encryptValue(value, key)]));
}

function encryptValue(value: SeedConfigValue, key: StackKey): JsonObject {
  if (value.kind === 'text') return { string: value.text, secret: false, object: false };
  if (value.kind === 'secret') return { string: encryptText(value.text, key), secret: true, object: false };
  const { value: encrypted, hasSecrets } = encryptLeaves(value.value, key);
  return { string: JSON.stringify(encrypted), secret: hasSecrets, object: true };
}

function encryptLeaves(value: Json, key: StackKey): { value: Json; hasSecrets: boolean } {
  let hasSecrets = false;
  const visit = (inner: Json): Json => {
    if (Array.isArray(inner)) return inner.map((element: Json) => visit(element));
    if (!isObject(inner)) return inner;
    const plaintext = inner['plaintext'];
    if (typeof plaintext === 'string' && Object.keys(inner).length === 1) {
      hasSecrets = true;
      return { secure: encryptText(plaintext, key) };
    }
    return Object.fromEntries(Object.entries(inner).map(([name, leaf]) => [name, visit(leaf)]));
  };
  return { value: visit(value), hasSecrets };
}

function encryptText(text: string, key: StackKey): string {
  return key.encrypt(Buffer.from(text)).toString('base64');
}
