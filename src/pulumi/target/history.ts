import { ciphertextsOf, valueOf } from '#src/pulumi/config/config-text.ts';
import type { OpenConfigSecret } from '#src/pulumi/config/rekey-config.ts';
import type { Crypter } from '#src/pulumi/secrets/crypter.ts';
import type { ConfigValue, StackUpdate } from '#src/pulumi/source/stack-source.ts';
import type { StackContents } from '#src/pulumi/target/target-backend.ts';

const NANOS_PER_SECOND = 1_000_000_000n;

/**
 * History records as the backend keeps them (`pkg/backend/diy`): the secrets of each update's config under the new data key, or
 * they could never be read again. The place of a record is its start; two in the same second are kept apart by their order.
 */
export function historyOf(
  updates: readonly StackUpdate[],
  { open, crypter }: { readonly open: OpenConfigSecret; readonly crypter: Crypter },
): StackContents['history'] {
  return updates.map((update, index) => ({
    startedAtNanos: BigInt(Math.trunc(update.startTime)) * NANOS_PER_SECOND + BigInt(index),
    record: Buffer.from(JSON.stringify(recordOf(update, (value, key) => sealed(value, `history/${index}/${key}`)))),
  }));

  function sealed(value: ConfigValue, place: string): unknown {
    if (!value.isSecret) return valueOf(value);
    if (!value.isObject) return { secure: crypter.encrypt(open(value.text), place) };
    return resealLeaves(JSON.parse(value.text), place);
  }

  function resealLeaves(value: unknown, place: string): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item, index) => resealLeaves(item, `${place}/${index}`));
    const entries = Object.entries(value);
    const [first] = entries;
    if (entries.length === 1 && first?.[0] === 'secure' && typeof first[1] === 'string') {
      return { secure: crypter.encrypt(open(first[1]), place) };
    }
    return Object.fromEntries(entries.map(([key, inner]) => [key, resealLeaves(inner, `${place}/${key}`)]));
  }
}

/** The tags file of the backend; undefined for a stack without tags. */
export function tagsFileOf(tags: Readonly<Record<string, string>>): Uint8Array | undefined {
  return Object.keys(tags).length === 0 ? undefined : Buffer.from(JSON.stringify({ version: 1, tags }));
}

/** Every ciphertext in the config of the updates. */
export function historyCiphertexts(updates: readonly StackUpdate[]): readonly string[] {
  return updates.flatMap(({ config }) => Object.values(config).flatMap(ciphertextsOf));
}

/** The backend never fills `version`: order comes from the names of the files. */
function recordOf(update: StackUpdate, seal: (value: ConfigValue, key: string) => unknown) {
  const { kind, startTime, endTime, message, environment, result, resourceChanges } = update;
  const config = Object.fromEntries(Object.entries(update.config).map(([key, value]) => [key, seal(value, key)]));
  return { kind, startTime, message, environment, config, version: 0, result, endTime, resourceChanges };
}
