import { isObject, type Json, type JsonObject, member } from './json.ts';
import type { StackKey } from './stack-key.ts';

const SIGNATURE = '4dabf18193072939515e22adb298388d';
const SECRET = '1b47061264138c4ac30d75fd1eb44270';

/** Replaces the `plaintext` of every secret in a state by its `ciphertext` under the stack's key. */
export function encryptSecrets(value: Json, key: StackKey): Json {
  if (Array.isArray(value)) return value.map((element: Json) => encryptSecrets(element, key));
  if (!isObject(value)) return value;
  const plaintext = plaintextOf(value);
  if (plaintext === undefined) return mapMembers(value, (inner) => encryptSecrets(inner, key));
  return { [SIGNATURE]: SECRET, ciphertext: key.encrypt(Buffer.from(plaintext)).toString('base64') };
}

/** Decrypts nothing out: throws the refusal of the first secret that another stack's key made. */
export function checkSecrets(value: Json, key: StackKey): void {
  if (Array.isArray(value)) {
    for (const element of value) checkSecrets(element, key);
  } else if (isObject(value)) {
    const ciphertext = member(value, 'ciphertext');
    if (value[SIGNATURE] === SECRET && typeof ciphertext === 'string') key.decrypt(Buffer.from(ciphertext, 'base64'));
    else for (const inner of Object.values(value)) checkSecrets(inner, key);
  }
}

function plaintextOf(value: JsonObject): string | undefined {
  const plaintext = value['plaintext'];
  return value[SIGNATURE] === SECRET && typeof plaintext === 'string' ? plaintext : undefined;
}

function mapMembers(value: JsonObject, change: (inner: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, change(inner)]));
}
