import { parseObjectText, secureLeavesOf } from '#src/pulumi/config/object-text.ts';
import { quoted, yamlBlock, yamlKey } from '#src/pulumi/config/yaml-block.ts';
import type { ConfigValue, StackUpdate } from '#src/pulumi/source/stack-source.ts';

/** Updates that run no program: the service keeps no config with them. */
const WITHOUT_CONFIG: ReadonlySet<string> = new Set(['import', 'rename']);

/**
 * The `Pulumi.<stack>.yaml` that the stack's last update used, as the source's history remembers it; undefined when it never
 * had one. Secrets stay the source's ciphertexts.
 */
export function configTextOf(updates: readonly StackUpdate[]): string | undefined {
  const last = updates.findLast(({ kind }) => !WITHOUT_CONFIG.has(kind))?.config ?? {};
  const lines = Object.entries(last).map(([key, value]) => `  ${yamlKey(key)}:${blockOf(value)}\n`);
  return lines.length === 0 ? undefined : `config:\n${lines.join('')}`;
}

/** Every ciphertext of one value: the value itself, or the `secure` leaves of an object. */
export function ciphertextsOf({ text, isSecret, isObject }: ConfigValue): readonly string[] {
  if (!isSecret) return [];
  return isObject ? [...secureLeavesOf(parseObjectText(text), '')].map(({ node }) => node.value) : [text];
}

function blockOf({ text, isSecret, isObject }: ConfigValue): string {
  if (isObject) return yamlBlock(parseObjectText(text), '    ');
  return isSecret ? `\n    secure: ${quoted(text)}` : ` ${quoted(text)}`;
}
