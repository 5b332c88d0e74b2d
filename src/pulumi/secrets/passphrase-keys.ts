import { pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { SecretsUnreadable } from '#src/errors.ts';
import { createCrypter } from '#src/pulumi/secrets/crypter.ts';
import type { PassphraseSalt, ProviderKey } from '#src/pulumi/secrets/provider-key.ts';
import { foreignProvider, type StackKeys } from '#src/pulumi/secrets/stack-keys.ts';
import { formatStackRef, type StackRef } from '#src/stack-ref.ts';

const ROUNDS = 1_000_000;
const KEY_BYTES = 32;
const SALT_BYTES = 8;
/** What the CLI seals beside the salt, to know a wrong passphrase by. */
const PROBE = 'pulumi';

const derive = promisify(pbkdf2);

/** Keys that a passphrase and a salt per stack give, as the Pulumi CLI derives them (`pkg/secrets/passphrase`). */
export class PassphraseKeys implements StackKeys {
  readonly #passphrase: string;
  /** A derivation takes a third of a second, and the same salt is asked for when a stack is read back. */
  readonly #derived = new Map<string, Promise<Buffer>>();

  constructor(passphrase: string) {
    this.#passphrase = passphrase;
  }

  async create(stack: StackRef): Promise<PassphraseSalt> {
    const salt = randomBytes(SALT_BYTES).toString('base64');
    const crypter = createCrypter(await this.#derive(salt), formatStackRef(stack));
    return { salt: `v1:${salt}:${crypter.encrypt(Buffer.from(PROBE), 'encryptionsalt')}` };
  }

  async unwrap(stack: StackRef, key: ProviderKey): Promise<Uint8Array> {
    if (!('salt' in key)) throw foreignProvider(stack, 'KMS, not to a passphrase');
    const [, salt, probe] = /^v1:([^:]+):(v1:[^:]+:[^:]+)$/.exec(key.salt) ?? [];
    if (!salt || !probe) throw unreadable(stack, 'the salt of its passphrase has another form than Pulumi writes');
    const derived = await this.#derive(salt);
    if (isProbe(probe, derived)) return derived;
    throw unreadable(stack, 'its secrets were sealed with another passphrase');
  }

  async checkUsable(): Promise<void> {
    // A passphrase is always there once it is known.
  }

  async #derive(salt: string): Promise<Buffer> {
    const known = this.#derived.get(salt);
    if (known) return await known;
    const deriving = derive(this.#passphrase, Buffer.from(salt, 'base64'), ROUNDS, KEY_BYTES, 'sha256');
    this.#derived.set(salt, deriving);
    return await deriving;
  }
}

function isProbe(probe: string, key: Uint8Array): boolean {
  try {
    return Buffer.from(createCrypter(key, PROBE).decrypt(probe)).toString('utf8') === PROBE;
  } catch {
    return false;
  }
}

function unreadable(stack: StackRef, found: string): SecretsUnreadable {
  const next = 'set PULUMI_CONFIG_PASSPHRASE to the passphrase of that stack';
  return new SecretsUnreadable({ subject: formatStackRef(stack), found, next });
}
