import { ciphertextsOf } from '#src/pulumi/config/config-text.ts';
import { resealObjectText } from '#src/pulumi/config/object-text.ts';
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
    startedAtNanos: startedAtNanos(update, index),
    record: Buffer.from(recordOf(update, (value, key) => sealed(value, `history/${index}/${JSON.stringify(key)}`))),
  }));

  function seal(ciphertext: string, place: string): string {
    return crypter.encrypt(open(ciphertext), place);
  }

  /** JSON text, cut and never parsed: numbers keep their digits. */
  function sealed({ text, isSecret, isObject }: ConfigValue, place: string): string {
    if (!isSecret) return isObject ? resealObjectText(text, place, ({ node }) => node.value) : JSON.stringify(text);
    if (!isObject) return JSON.stringify({ secure: seal(text, place) });
    return resealObjectText(text, place, (leaf) => seal(leaf.node.value, leaf.place));
  }
}

/** The places of the records alone, to find what was written under them. */
export function historyPlaces(updates: readonly StackUpdate[]): readonly { readonly startedAtNanos: bigint }[] {
  return updates.map((update, index) => ({ startedAtNanos: startedAtNanos(update, index) }));
}

/** The tags file of the backend; undefined for a stack without tags. */
export function tagsFileOf(tags: Readonly<Record<string, string>>): Uint8Array | undefined {
  return Object.keys(tags).length === 0 ? undefined : Buffer.from(JSON.stringify({ version: 1, tags }));
}

/** Every ciphertext in the config of the updates. */
export function historyCiphertexts(updates: readonly StackUpdate[]): readonly string[] {
  return updates.flatMap(({ config }) => Object.values(config).flatMap(ciphertextsOf));
}

function startedAtNanos({ startTime }: StackUpdate, index: number): bigint {
  return BigInt(Math.trunc(startTime)) * NANOS_PER_SECOND + BigInt(index);
}

/** The backend never fills `version`: order comes from the names of the files. */
function recordOf(update: StackUpdate, seal: (value: ConfigValue, key: string) => string): string {
  const { kind, startTime, endTime, message, environment, result, resourceChanges } = update;
  const config = Object.entries(update.config).map(([key, value]) => `${JSON.stringify(key)}:${seal(value, key)}`);
  const [head, tail] = [
    JSON.stringify({ kind, startTime, message, environment }),
    JSON.stringify({ version: 0, result, endTime, resourceChanges }),
  ];
  return `${head.slice(0, -1)},"config":{${config.join(',')}},${tail.slice(1)}`;
}
