import { type Json, member, textMember } from './json.ts';
import { badRequest } from './refusal.ts';
import { type Answer, bodyOf, type Call, NO_CONTENT, ok, type Route, route, STACK, stackOf } from './route.ts';

/** Encrypting and decrypting with a stack's key. Everything is base64 of raw bytes. */
export const secretsRoutes: readonly Route[] = [
  route('POST', `${STACK}/encrypt`, (call) => ok({ ciphertext: encrypt(call, textMember(bodyOf(call), 'plaintext')) })),
  route('POST', `${STACK}/decrypt`, (call) => ok({ plaintext: decrypt(call, textMember(bodyOf(call), 'ciphertext')) })),
  route('POST', `${STACK}/batch-encrypt`, batchEncrypt),
  route('POST', `${STACK}/batch-decrypt`, batchDecrypt),
  route('POST', `${STACK}/decrypt/log-decryption`, () => NO_CONTENT),
  route('POST', `${STACK}/decrypt/log-batch-decryption`, () => NO_CONTENT),
];

function batchEncrypt(call: Call): Answer {
  const plaintexts = textsOf(member(bodyOf(call), 'plaintexts'));
  return ok({ ciphertexts: plaintexts.map((plaintext) => encrypt(call, plaintext)) });
}

/** Keyed by the ciphertext, so that repetitions collapse; one that cannot be read fails the whole batch. */
function batchDecrypt(call: Call): Answer {
  const ciphertexts = textsOf(member(bodyOf(call), 'ciphertexts'));
  return ok({ plaintexts: Object.fromEntries(ciphertexts.map((text) => [canonical(text), decrypt(call, text)])) });
}

function encrypt(call: Call, plaintext: string): string {
  return stackOf(call).key.encrypt(Buffer.from(plaintext, 'base64')).toString('base64');
}

function decrypt(call: Call, ciphertext: string): string {
  return stackOf(call).key.decrypt(Buffer.from(ciphertext, 'base64')).toString('base64');
}

function canonical(base64: string): string {
  return Buffer.from(base64, 'base64').toString('base64');
}

function textsOf(value: Json | undefined): readonly string[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw badRequest('a list is expected');
  return value.map((element: Json) => {
    if (typeof element !== 'string') throw badRequest('base64 text is expected');
    return element;
  });
}
