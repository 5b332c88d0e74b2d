/** Lints every state machine as it stands in the tree; placeholders are filled with values of the right shape. */
import { readdir, readFile } from 'node:fs/promises';
import validate from 'asl-validator';

const folder = new URL('../statemachine/', import.meta.url);
const machines = (await readdir(folder)).filter((name) => name.endsWith('.asl.json'));
for (const name of machines) {
  const definition: unknown = JSON.parse(await readFile(new URL(name, folder), 'utf8'));
  const { isValid, errorsText } = validate(definition);
  process.stderr.write(isValid ? `${name}: valid\n` : `${name}: ${errorsText('\n')}\n`);
  if (!isValid) process.exitCode = 1;
}
