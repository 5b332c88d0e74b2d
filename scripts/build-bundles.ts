import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const TYPES_ONLY = 'node_modules/@kubernetes/client-node/';

/** Bundles commonjs dependencies, some of which ask for Node's own modules at run time. */
const REQUIRE =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

export interface Bundles {
  /** Holds one folder per function, each with a `handler.mjs`. */
  readonly folder: string;
  readonly names: readonly string[];
}

/** Builds one minified ESM file per function into `dist/lambdas/<name>/handler.mjs`, and the metafile beside them. */
export async function buildBundles(folder = join(root, 'dist', 'lambdas')): Promise<Bundles> {
  const entryPoints = await findHandlers();
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    // The ES module builds of the AWS clients can be tree-shaken; their main builds cannot.
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE },
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    write: false,
  });
  refuseTypesOnly(metafile);
  // Replaced only now, so that a build that fails leaves the last one that did not.
  const names = Object.keys(entryPoints).map((entry) => dirname(entry));
  await removeOthers(folder, names);
  for (const { path, contents } of outputFiles) await replace(path, contents);
  await replace(`${folder}.meta.json`, JSON.stringify(metafile));
  return { folder, names };
}

async function findHandlers(): Promise<Record<string, string>> {
  const lambdas = await readdir(join(root, 'lambdas'));
  const handlers = lambdas.map((name) => [`${name}/handler`, `lambdas/${name}/handler.ts`]);
  return Object.fromEntries([...handlers, ['probe/handler', 'infra/backend/probe/handler.ts']]);
}

async function removeOthers(folder: string, names: readonly string[]): Promise<void> {
  const found = await readdir(folder).catch(() => []);
  const others = found.filter((name) => !names.includes(name));
  for (const name of others) await rm(join(folder, name), { recursive: true, force: true });
}

/** At once: tests in other processes build as well, and deploy what lies there. */
async function replace(path: string, contents: Uint8Array | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.${randomUUID()}`;
  await writeFile(beside, contents);
  await rename(beside, path);
}

/** Its client loses bytes and weighs more than a handler: only its types may be used there. */
function refuseTypesOnly({ outputs }: Metafile): void {
  for (const [output, { inputs }] of Object.entries(outputs)) {
    const input = Object.keys(inputs).find((path) => path.startsWith(TYPES_ONLY));
    if (input !== undefined) throw new Error(`${output} contains ${input}, of which only the types may be imported`);
  }
}

if (import.meta.main) {
  const started = performance.now();
  const { folder, names } = await buildBundles();
  process.stderr.write(`${names.length} bundles in ${folder} (${Math.round(performance.now() - started)} ms)\n`);
}
