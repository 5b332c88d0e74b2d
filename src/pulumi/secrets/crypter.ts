import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import { SecretsUnreadable } from '#src/errors.ts';

/** Encrypts and decrypts a stack's values in the form every self-hosted provider of Pulumi shares: `v1:<nonce>:<ciphertext>`. */
export interface Crypter {
  /** `place` names where the value stands; no two values of one stack share a place. */
  encrypt(plaintext: Uint8Array, place: string): string;
  /** Throws `SecretsUnreadable`. */
  decrypt(ciphertext: string): Uint8Array;
  /** Key under which secrets enter digests. */
  readonly macKey: Uint8Array;
}

const NONCE_BYTES = 12;

/**
 * AES-256-GCM under a stack's 32-byte data key (`sdk/go/common/resource/config/crypt.go`). The nonce is synthetic: the first
 * twelve bytes of an HMAC over place and plaintext under a derived key. The same value at the same place therefore has the same
 * ciphertext, which lets a step run twice and write the same bytes; other values share a nonce with negligible probability.
 */
export function createCrypter(dataKey: Uint8Array, subject: string): Crypter {
  const nonceKey = derive(dataKey, 'stackferry nonce');
  return {
    macKey: derive(dataKey, 'stackferry digest'),
    encrypt: (plaintext, place) => {
      const nonce = createHmac('sha256', nonceKey)
        .update(JSON.stringify(place)) // quoted, so that its end cannot be confused with the plaintext's start
        .update(plaintext)
        .digest()
        .subarray(0, NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', dataKey, nonce);
      const sealed = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
      return `v1:${nonce.toString('base64')}:${sealed.toString('base64')}`;
    },
    decrypt: (ciphertext) => {
      try {
        return open(dataKey, ciphertext);
      } catch (error) {
        throw new SecretsUnreadable({
          subject,
          found: 'a value is not a ciphertext of this stack’s data key',
          next: 'compare the state’s secrets_providers with the key it was written under',
          cause: error,
        });
      }
    },
  };
}

function open(dataKey: Uint8Array, ciphertext: string): Uint8Array {
  const [version, nonce, sealed, ...rest] = ciphertext.split(':');
  if (version !== 'v1' || !nonce || !sealed || rest.length > 0) throw new Error('not of the form v1:nonce:ciphertext');
  const bytes = Buffer.from(sealed, 'base64');
  const nonceBytes = Buffer.from(nonce, 'base64');
  if (nonceBytes.length !== NONCE_BYTES) throw new Error('the nonce has another length');
  const decipher = createDecipheriv('aes-256-gcm', dataKey, nonceBytes, { authTagLength: 16 });
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]);
}

function derive(dataKey: Uint8Array, label: string): Uint8Array {
  return Buffer.from(hkdfSync('sha256', dataKey, '', label, 32));
}
