import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { strToU8, zipSync } from 'fflate';

/** The files of a function, by path inside its zip. */
export type FunctionFiles = Readonly<Record<string, Uint8Array>>;

const BOOTSTRAP = '#!/bin/sh\nexec "${LOCAL_NODE:-node}" "$(dirname "$0")/.runtime/runtime.mjs"\n';
const EXECUTABLE = { os: 3, attrs: 0o100755 << 16 } as const;

/** Zips a function for the emulator's custom runtime: its own bytes as they are, and our runtime client beside them. */
export async function zipWithRuntime(files: FunctionFiles): Promise<Uint8Array> {
  const runtime = await bundledRuntime();
  return zipSync(
    { ...files, bootstrap: [strToU8(BOOTSTRAP), EXECUTABLE], '.runtime/runtime.mjs': runtime },
    // The zip travels over the loopback interface: packing it tightly costs more than it saves.
    { level: 1 },
  );
}

let bundle: Promise<Uint8Array> | undefined;

async function bundledRuntime(): Promise<Uint8Array> {
  bundle ??= build({
    entryPoints: [fileURLToPath(new URL('runtime.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    write: false,
  }).then(({ outputFiles: [file] }) => file?.contents ?? new Uint8Array());
  return await bundle;
}
