import { z } from 'zod';
import { configTextOf } from '#src/pulumi/config/config-text.ts';
import { rekeyConfig } from '#src/pulumi/config/rekey-config.ts';
import type { Crypter } from '#src/pulumi/secrets/crypter.ts';
import type { WrappedKey } from '#src/pulumi/secrets/data-key.ts';
import type { StackSource, StackUpdate } from '#src/pulumi/source/stack-source.ts';
import { historyCiphertexts, historyOf, tagsFileOf } from '#src/pulumi/target/history.ts';
import type { StackContents } from '#src/pulumi/target/target-backend.ts';
import { formatStackRef, type StackRef } from '#src/stack-ref.ts';
import type { ClosedReceipt } from '#src/tracking/receipts.ts';
import type { Vault } from '#src/vault/vault.ts';

const companionSchema = z.strictObject({
  /** Text of `Pulumi.<stack>.yaml` for the target. */
  config: z.string().optional(),
  tags: z.string().optional(),
  history: z.array(z.strictObject({ startedAtNanos: z.string(), record: z.string() })),
});

/** What travels with a snapshot: config, tags and history, every secret under the new data key. */
export async function companionOf(
  stack: StackRef,
  given: {
    readonly source: StackSource;
    readonly tags: Readonly<Record<string, string>>;
    readonly crypter: Crypter;
    readonly wrappedKey: WrappedKey;
  },
): Promise<Uint8Array> {
  const { source, crypter, wrappedKey } = given;
  const updates = await source.readHistory(stack);
  const open = await configOpener(stack, updates, source);
  const text = configTextOf(updates);
  const subject = formatStackRef(stack);
  const config = text === undefined ? undefined : rekeyConfig(text, { open, crypter, wrappedKey, subject });
  const tags = tagsFileOf(given.tags);
  const companion: z.infer<typeof companionSchema> = {
    config: config ?? rekeyConfig('{}', { open, crypter, wrappedKey, subject }),
    ...(tags ? { tags: Buffer.from(tags).toString('utf8') } : {}),
    history: historyOf(updates, { open, crypter }).map(({ startedAtNanos, record }) => ({
      startedAtNanos: String(startedAtNanos),
      record: Buffer.from(record).toString('utf8'),
    })),
  };
  return Buffer.from(JSON.stringify(companion));
}

export async function readCompanion(
  { companion }: ClosedReceipt<'export'>,
  vault: Vault,
): Promise<Pick<StackContents, 'tags' | 'history'> & { readonly config: string | undefined }> {
  const bytes = await vault.read(companion);
  const { config, tags, history } = companionSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  return {
    config,
    history: history.map(({ startedAtNanos, record }) => ({
      startedAtNanos: BigInt(startedAtNanos),
      record: Buffer.from(record),
    })),
    ...(tags === undefined ? {} : { tags: Buffer.from(tags) }),
  };
}

/** Config secrets are sealed with the stack's own key, whoever owns the secrets of its state. */
async function configOpener(stack: StackRef, updates: readonly StackUpdate[], source: StackSource) {
  const ciphertexts = historyCiphertexts(updates);
  const plaintexts =
    ciphertexts.length === 0 ? new Map<string, Uint8Array>() : await source.decrypt(stack, ciphertexts);
  return (ciphertext: string): Uint8Array => {
    const plaintext = plaintexts.get(ciphertext);
    if (plaintext === undefined) throw new Error('every ciphertext of the config was asked for');
    return plaintext;
  };
}
