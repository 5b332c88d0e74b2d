import { randomBytes } from 'node:crypto';
import { DecryptCommand, DescribeKeyCommand, EncryptCommand, type KMSClient } from '@aws-sdk/client-kms';
import { SecretsUnreadable, TargetMissing } from '#src/errors.ts';
import type { KeyWrapper, WrappedKey } from '#src/pulumi/secrets/data-key.ts';
import { formatSecretsUrl, parseSecretsUrl } from '#src/pulumi/secrets/secrets-url.ts';
import { translateAwsError } from '#src/pulumi/translate-aws-error.ts';
import type { StackRef } from '#src/stack-ref.ts';

const KEY_BYTES = 32;
const KEY_ARN = /^arn:[^:]+:kms:[^:]*:[^:]*:key\//;

/**
 * Data keys wrapped by AWS KMS as the Pulumi CLI does it: 32 random bytes made here, sealed by `Encrypt`, opened by `Decrypt`. The context `stack` = `<project>/<stack>` lets IAM conditions keep the readers of stacks apart.
 */
export class KmsKeys implements KeyWrapper {
  readonly #keyArn: string;
  readonly #region: string;
  readonly #client: KMSClient;

  constructor(key: { readonly keyArn: string; readonly region: string }, client: KMSClient) {
    this.#keyArn = key.keyArn;
    this.#region = key.region;
    this.#client = client;
  }

  async create({ project, stack }: StackRef): Promise<WrappedKey> {
    const context = { stack: `${project}/${stack}` };
    const dataKey = randomBytes(KEY_BYTES);
    const command = new EncryptCommand({ KeyId: this.#keyArn, Plaintext: dataKey, EncryptionContext: context });
    const { CiphertextBlob } = await this.#send(() => this.#client.send(command));
    dataKey.fill(0);
    if (!CiphertextBlob) throw this.#unreadable('KMS sealed a data key and answered without it');
    return {
      url: formatSecretsUrl({ keyId: this.#keyArn, region: this.#region, context }),
      encryptedKey: Buffer.from(CiphertextBlob).toString('base64'),
    };
  }

  async unwrap({ url, encryptedKey }: WrappedKey): Promise<Uint8Array> {
    const { keyId, context } = parseSecretsUrl(url);
    const command = new DecryptCommand({
      CiphertextBlob: Buffer.from(encryptedKey, 'base64'),
      EncryptionContext: { ...context },
      // Named where it cannot have been pointed elsewhere since: KMS then refuses a blob of any other key.
      ...(KEY_ARN.test(keyId) ? { KeyId: keyId } : {}),
    });
    const { Plaintext } = await this.#send(() => this.#client.send(command));
    if (Plaintext?.length === KEY_BYTES) return Plaintext;
    throw this.#unreadable(`the wrapped key opens to something other than ${KEY_BYTES} bytes`);
  }

  async checkUsable(): Promise<void> {
    const { KeyMetadata } = await this.#send(() => this.#client.send(new DescribeKeyCommand({ KeyId: this.#keyArn })));
    if (KeyMetadata?.Enabled) return;
    throw new TargetMissing({
      subject: this.#keyArn,
      found: `the key that wraps the stacks’ data keys is ${KeyMetadata?.KeyState ?? 'unknown'}`,
      next: 'enable it, or correct STACKFERRY_SECRETS_KEY',
    });
  }

  #unreadable(found: string): SecretsUnreadable {
    const next = 'compare key and encryption context with the secrets URL';
    return new SecretsUnreadable({ subject: this.#keyArn, found, next });
  }

  async #send<Answer>(send: () => Promise<Answer>): Promise<Answer> {
    try {
      return await send();
    } catch (error) {
      throw translateAwsError(error, this.#keyArn);
    }
  }
}
