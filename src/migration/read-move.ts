import { readSource, type SourceState } from '#src/migration/read-source.ts';
import type { MovePorts } from '#src/migration/stack-move.ts';
import { configCiphertexts, type OpenConfigSecret } from '#src/pulumi/config/rekey-config.ts';
import type { StackDescription, StackUpdate } from '#src/pulumi/source/stack-source.ts';
import { historyCiphertexts } from '#src/pulumi/target/history.ts';
import { formatStackRef, type StackRef } from '#src/stack-ref.ts';

/** All of a stack that moves, at one version of the source, every secret open. */
export interface SourceContents {
  readonly described: StackDescription;
  readonly state: SourceState;
  readonly updates: readonly StackUpdate[];
  /** Text of the config file, where there is one to switch. */
  readonly config: string | undefined;
  readonly openConfig: OpenConfigSecret;
}

/** Only reads. Throws what the source throws, and what `readSource` and the config file throw. */
export async function readMove(
  described: StackDescription,
  { source, config: file }: Pick<MovePorts, 'source' | 'config'>,
): Promise<SourceContents> {
  const { stack, version } = described;
  const [state, updates, config] = await Promise.all([
    readSource(stack, version, source),
    source.readHistory(stack),
    file?.read(),
  ]);
  const ciphertexts = [...historyCiphertexts(updates), ...ciphertextsOf(config, stack)];
  const plaintexts = ciphertexts.length > 0 ? await source.decrypt(stack, ciphertexts) : new Map<string, Uint8Array>();
  return {
    described,
    state,
    updates,
    config,
    openConfig: (ciphertext) => {
      const plaintext = plaintexts.get(ciphertext);
      if (plaintext === undefined) throw new Error('every ciphertext of the config was asked for');
      return plaintext;
    },
  };
}

/** Those of a self-hosted provider are no question for the source: that file has been switched before. */
function ciphertextsOf(config: string | undefined, stack: StackRef): readonly string[] {
  if (config === undefined) return [];
  return configCiphertexts(config, formatStackRef(stack)).filter((ciphertext) => !ciphertext.startsWith('v1:'));
}
