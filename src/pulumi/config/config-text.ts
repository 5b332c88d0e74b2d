import { stringify } from 'yaml';
import type { ConfigValue, StackUpdate } from '#src/pulumi/source/stack-source.ts';

/**
 * The `Pulumi.<stack>.yaml` that the stack's last update used, as the source's history remembers it; undefined when it never
 * had one. Secrets stay the source's ciphertexts.
 */
export function configTextOf(updates: readonly StackUpdate[]): string | undefined {
  const last = updates.at(-1)?.config ?? {};
  const config = Object.fromEntries(Object.entries(last).map(([key, value]) => [key, valueOf(value)]));
  return Object.keys(config).length === 0 ? undefined : stringify({ config }, { lineWidth: 0 });
}

export function valueOf({ text, isSecret, isObject }: ConfigValue): unknown {
  if (isObject) return JSON.parse(text);
  return isSecret ? { secure: text } : text;
}

/** Every ciphertext of one value: the value itself, or the `secure` leaves of an object. */
export function ciphertextsOf({ text, isSecret, isObject }: ConfigValue): readonly string[] {
  if (!isSecret) return [];
  return isObject ? secureLeaves(JSON.parse(text)) : [text];
}

function secureLeaves(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === 'secure' && typeof first[1] === 'string') return [first[1]];
  return entries.flatMap(([, inner]) => secureLeaves(inner));
}
