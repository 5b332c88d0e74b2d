/**
 * Size and start of every handler bundle, on both runtimes: `npm run bench:bundles [-- --json]`.
 * Start is the time from before the import of the bundle to its end, in a fresh process; median of five.
 */
import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Table from 'cli-table3';
import { buildBundles } from '../scripts/build-bundles.ts';

const ROUNDS = 5;
const SIZE_LIMIT = 1.5 * 1024 * 1024;
const INIT_LIMIT_MS = 200;
const root = new URL('../', import.meta.url);
const runtimes = { node22: 'node_modules/node22/bin/node', node24: 'node_modules/node/bin/node' };

await buildBundles();
const folder = new URL('dist/lambdas/', root);
const bundles = [];
for (const name of (await readdir(folder)).toSorted()) {
  const file = fileURLToPath(new URL(`${name}/handler.mjs`, folder));
  const { size } = await stat(file);
  const [init22, init24] = [await medianInit(runtimes.node22, file), await medianInit(runtimes.node24, file)];
  bundles.push({
    name,
    bytes: size,
    init22Ms: init22,
    init24Ms: init24,
    ok: size <= SIZE_LIMIT && Math.max(init22, init24) <= INIT_LIMIT_MS,
  });
}

if (process.argv.includes('--json')) {
  process.stdout.write(`${JSON.stringify({ bundles })}\n`);
} else {
  const table = new Table({
    head: ['handler', 'KiB', 'init on Node 22, ms', 'init on Node 24, ms', 'within limits'],
    style: { head: [] },
  });
  for (const { name, bytes, init22Ms, init24Ms, ok } of bundles)
    table.push([name, Math.round(bytes / 1024), init22Ms, init24Ms, ok]);
  process.stdout.write(`${table.toString()}\n`);
}

async function medianInit(runtime: string, file: string): Promise<number> {
  const node = fileURLToPath(new URL(runtime, root));
  const script = `const t = performance.now(); await import(${JSON.stringify(file)}); console.log(Math.round(performance.now() - t));`;
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { stdout } = await promisify(execFile)(node, ['--input-type=module', '-e', script], {
      env: { AWS_REGION: 'us-east-1' },
    });
    times.push(Number(stdout.trim().split('\n').at(-1)));
  }
  return times.toSorted((left, right) => left - right)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
}
