import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createCrypter } from '#src/pulumi/secrets/crypter.ts';

const KEY = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
const crypter = createCrypter(KEY, 'acme/app/prod');
const unreadable = expect.objectContaining({ name: 'SecretsUnreadable', subject: 'acme/app/prod' });
const HELLO = 'v1:oKGio6Slpqeoqaqr:xHAZQSmkILoe9e09kS9qQu2zWwCBxME=';

function nonceOf(plaintext: string, place: string): string | undefined {
  return crypter.encrypt(Buffer.from(plaintext), place).split(':')[1];
}

function opened(text: string, key: Uint8Array = KEY): string {
  return Buffer.from(createCrypter(key, 'a test').decrypt(text)).toString('utf8');
}

describe('decrypting', () => {
  it.each([
    ['"hello"', HELLO],
    ['""', 'v1:oKGio6Slpqeoqaqr:xDpfYWqVF1PC/G1qKHenUL4W'],
    [String.raw`{"a":"x\u003cy","n":1}`, 'v1:oKGio6Slpqeoqaqr:nTodD3/peuMXVbfgZAPi8lLCeyqjytnjBEJYVNMe77hKumMLLIo='],
    ['', 'v1:oKGio6Slpqeoqaqr:XGmWJa9Lk6D4IgoqYRnF0A=='],
  ])('opens what Pulumi’s own crypter made of %j', (plaintext, ciphertext) => {
    expect(opened(ciphertext)).toBe(plaintext);
  });

  it.each([
    [
      '7e700703e28b164e816cb939612c938b8dcf8f8a5237d02824cea3fb656b3a8b',
      'v1:F+6ZduKKd8G0/V7L:PGMFeIzwobWRKmEAzUdaQHqC5mMRIQ==',
    ],
    [
      '5b8afe84bd5b93a6d9468e9d2d9659a4e4c08957bac6cdbdf8f058092956ed72',
      'v1:Co6IbTWYs/UdrjgY:FSrAWOFZnj9ealCUDdJL7LrUKXX9BA==',
    ],
    [
      '1bb98674794b94f20ac757cf83a25bcaf1a9719b94b938e0269537812a2734d7',
      'v1:yfAd1zOi6iY9DRIB:dumdsr+H89VpHIQWdB01XEFqYaYjAg==',
    ],
  ])('opens the check value of a derived key: %s', (key, ciphertext) => {
    expect(opened(ciphertext, Buffer.from(key, 'hex'))).toBe('pulumi');
  });

  it.each([
    ['nothing', ''],
    ['no ciphertext at all', 'hello'],
    ['another version', HELLO.replace('v1', 'v2')],
    ['a part too many', `${HELLO}:`],
    ['a part too few', 'v1:oKGio6Slpqeoqaqr'],
    ['a short nonce', HELLO.replace('oKGio6Slpqeoqaqr', 'oKGio6Slpqc=')],
    ['a short tag', 'v1:oKGio6Slpqeoqaqr:xHAZ'],
    ['a changed byte', HELLO.replace('xHAZ', 'xHAY')],
  ])('refuses %s', (_, ciphertext) => {
    expect(() => crypter.decrypt(ciphertext)).toThrow(unreadable);
  });

  it('refuses the ciphertext of another key', () => {
    const foreign = createCrypter(Buffer.alloc(32, 9), 'other').encrypt(Buffer.from('"x"'), 'a');

    expect(() => crypter.decrypt(foreign)).toThrow(unreadable);
  });
});

describe('encrypting', () => {
  it('comes back byte for byte, also bytes that are no text', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (plaintext, place) => {
        expect(Buffer.from(crypter.decrypt(crypter.encrypt(plaintext, place))).equals(Buffer.from(plaintext))).toBe(
          true,
        );
      }),
    );
  });

  it('gives the same text for the same value at the same place, and another anywhere else', () => {
    const text = crypter.encrypt(Buffer.from('"x"'), 'a');

    expect(crypter.encrypt(Buffer.from('"x"'), 'a')).toBe(text);
    expect(crypter.encrypt(Buffer.from('"x"'), 'b')).not.toBe(text);
  });

  it('never uses one nonce for two plaintexts, wherever place and plaintext meet', () => {
    expect(nonceOf('x', 'a')).not.toBe(nonceOf('y', 'a'));
    expect(nonceOf('b\0c', 'a')).not.toBe(nonceOf('c', 'a\0b'));
    expect(nonceOf('bc', 'a')).not.toBe(nonceOf('c', 'ab'));
  });

  it('keeps the keys of nonces, digests and values apart', () => {
    expect(Buffer.from(crypter.macKey).equals(KEY)).toBe(false);
  });
});
