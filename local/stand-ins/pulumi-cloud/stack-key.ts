import { createCipheriv, createDecipheriv } from 'node:crypto';
import { badRequest } from './refusal.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export type RandomBytes = (size: number) => Buffer;

/** The key the service holds for one stack. It dies with the stack: a namesake made later cannot read old secrets. */
export class StackKey {
  readonly #key: Buffer;
  readonly #random: RandomBytes;

  constructor(random: RandomBytes) {
    this.#key = random(32);
    this.#random = random;
  }

  /** Nonce, ciphertext and tag in one opaque run of bytes; equal plaintexts give different ones. */
  encrypt(plaintext: Uint8Array): Buffer {
    const nonce = this.#random(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  }

  /** Refuses (400) what another stack's key made, as the service does. */
  decrypt(ciphertext: Uint8Array): Buffer {
    if (ciphertext.length < NONCE_BYTES + TAG_BYTES) throw badRequest('invalid ciphertext');
    const decipher = createDecipheriv('aes-256-gcm', this.#key, ciphertext.subarray(0, NONCE_BYTES));
    decipher.setAuthTag(ciphertext.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(ciphertext.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    } catch {
      throw badRequest('invalid ciphertext');
    }
  }
}
