#!/usr/bin/env node
// Starts the command line in the Node that comes with the package, because the source is TypeScript and runs as it
// stands only in Node 24; the Node of the caller may be as old as 20.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const node = process.features.typescript ? process.execPath : here('../node_modules/node/bin/node');
const child = spawn(
  node,
  ['--disable-warning=ExperimentalWarning', here('../src/cli/main.ts'), ...process.argv.slice(2)],
  // The channel carries no messages: its end tells the child that this process was killed.
  { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] },
);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  // The terminal sends SIGINT to both processes; the child decides when it is done.
  process.on(signal, () => signal !== 'SIGINT' && child.kill(signal));
}
child.on('error', (error) => {
  process.stderr.write(`stackferry: cannot start ${node}: ${error.message}. Next: run npm ci.\n`);
  process.exitCode = 1;
});
child.on('exit', (code, signal) => {
  process.exitCode = signal ? 128 + constants.signals[signal] : (code ?? 1);
});
