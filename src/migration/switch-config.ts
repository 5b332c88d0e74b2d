import type { SourceContents } from '#src/migration/read-move.ts';
import { configNames, rekeyConfig } from '#src/pulumi/config/rekey-config.ts';
import type { Crypter } from '#src/pulumi/secrets/crypter.ts';
import type { ProviderKey } from '#src/pulumi/secrets/provider-key.ts';
import { formatStackRef } from '#src/stack-ref.ts';

/** The config file's text under the target's key; undefined where there is no file to switch, or it was switched before. */
export function switchConfig({
  contents: { described, config, openConfig: open },
  key,
  crypter,
}: {
  readonly contents: SourceContents;
  readonly key: ProviderKey;
  readonly crypter: Crypter;
}): string | undefined {
  const subject = formatStackRef(described.stack);
  if (config === undefined || configNames(config, key, subject)) return undefined;
  return rekeyConfig(config, { open, crypter, wrappedKey: key, subject });
}
