import { readFile } from 'node:fs/promises';
import type { Environment } from '#src/cli/settings.ts';
import { SettingsInvalid } from '#src/errors.ts';

const VARIABLE = 'PULUMI_CONFIG_PASSPHRASE';

/** Where the Pulumi CLI finds the passphrase, too; an empty one is one. Throws `SettingsInvalid`. */
export async function readPassphrase(environment: Environment): Promise<string> {
  const { [VARIABLE]: passphrase, [`${VARIABLE}_FILE`]: file } = environment;
  if (passphrase !== undefined) return passphrase;
  if (!file) throw invalid(VARIABLE, 'there is no passphrase');
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw invalid(file, 'the file of the passphrase cannot be read', error);
  }
}

function invalid(subject: string, found: string, cause?: unknown): SettingsInvalid {
  const next = `set ${VARIABLE} or ${VARIABLE}_FILE`;
  return new SettingsInvalid({ subject, found, next, cause });
}
