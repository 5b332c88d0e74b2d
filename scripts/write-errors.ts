/** Writes `docs/errors.md` from the source: `node scripts/write-errors.ts`; with `--check` it only compares. */
import { readFile, writeFile } from 'node:fs/promises';
import { exitCodeOfName } from '#src/cli/exit-codes.ts';
import { type ErrorName, RETRYABLE, TERMINAL } from '#src/errors.ts';

const page = new URL('../docs/errors.md', import.meta.url);
const source = await readFile(new URL('../src/errors.ts', import.meta.url), 'utf8');
const meanings = new Map(
  [...source.matchAll(/\/\*\* (.+) \*\/\nexport class (\w+)/g)].map(([, meaning, name]) => [name, meaning]),
);

const row = (name: ErrorName, what: string) =>
  `| \`${name}\` | ${meanings.get(name)} | ${what} | ${exitCodeOfName(name)} |`;
const text = `# Errors

Written from \`src/errors.ts\` by \`node scripts/write-errors.ts\`. Each message names the stack or thing it happened to, what was found, and what to do next; the name is what
state machines match, journals hold and \`--json\` prints. What preflight finds bears the same names as findings, and holds the tenant instead of failing the run.

| name | means | the machine | exit code |
| --- | --- | --- | --- |
${RETRYABLE.map((name) => row(name, 'retries, then rolls back')).join('\n')}
${TERMINAL.map((name) => row(name, name === 'RollbackFailed' ? 'quarantines the tenant' : 'rolls back what the receipts say')).join('\n')}
`;

if (!process.argv.includes('--check')) {
  await writeFile(page, text);
} else if ((await readFile(page, 'utf8').catch(() => '')) !== text) {
  process.stderr.write('docs/errors.md is not what src/errors.ts says. Next: node scripts/write-errors.ts\n');
  process.exitCode = 1;
}
