import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RETRYABLE } from '#src/errors.ts';
import { machines } from '#test/support/machines.ts';
import { buildBundles } from '../../scripts/build-bundles.ts';

const RUNTIMES = {
  'Node 22': fileURLToPath(new URL('../../node_modules/node22/bin/node', import.meta.url)),
  'Node 24': fileURLToPath(new URL('../../node_modules/node/bin/node', import.meta.url)),
};
const SIZE_LIMIT = 1.5 * 1024 * 1024;

describe('handler bundles', () => {
  let folder: string;
  let names: readonly string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stackferry-bundles-'));
    ({ names } = await buildBundles(folder));
  }, 60_000);

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  const fileOf = (name: string) => join(folder, name, 'handler.mjs');

  /** What a fresh process of the runtime makes of one event: the error's name as Lambda would report it. */
  async function invoke(runtime: string, name: string, event: unknown): Promise<string> {
    const script = `
      const { handler } = await import(${JSON.stringify(fileOf(name))});
      try { await handler(${JSON.stringify(event)}, { awsRequestId: 'r', functionName: 'f', getRemainingTimeInMillis: () => 1000 }); console.log('::none'); }
      catch (error) { console.log('::' + error.name); }`;
    const { stdout } = await promisify(execFile)(runtime, ['--input-type=module', '-e', script], {
      env: { AWS_REGION: 'us-east-1', AWS_LAMBDA_FUNCTION_NAME: name },
    });
    return /::(\w+)/.exec(stdout)?.[1] ?? stdout;
  }

  it('are one for each handler of the design', () => {
    expect([...names].toSorted()).toEqual([
      'backup',
      'command',
      'cutover',
      'dispatch',
      'export',
      'import',
      'notify',
      'probe',
      'rollback',
      'validate',
      'watch',
    ]);
  });

  it('are small enough to start quickly', async () => {
    const sizes = await Promise.all(names.map(async (name) => ({ name, bytes: (await stat(fileOf(name))).size })));

    expect(sizes.filter(({ bytes }) => bytes > SIZE_LIMIT)).toEqual([]);
  });

  it('keep every error name that the machines retry, letter by letter', async () => {
    const texts = await Promise.all(names.map(async (name) => await readFile(fileOf(name), 'utf8')));
    const bundled = texts.join('\n');
    const retried = machines
      .flatMap(({ States }) => Object.values(States))
      .flatMap(({ Retry = [] }) => Retry.flatMap(({ ErrorEquals }) => ErrorEquals))
      .filter((name) => !name.includes('.'));

    expect(new Set(retried)).toEqual(new Set(RETRYABLE));
    expect(RETRYABLE.filter((name) => !new RegExp(`name\\s*=\\s*["']${name}["']`).test(bundled))).toEqual([]);
  });

  describe.each(Object.entries(RUNTIMES))('on %s', (_, runtime) => {
    it('report malformed input by the name the machines know', async () => {
      const handlers = names.filter((name) => name !== 'probe');

      const reported = await Promise.all(handlers.map(async (name) => await invoke(runtime, name, { nonsense: true })));

      expect(new Set(reported)).toEqual(new Set(['ContractViolated']));
    }, 60_000);

    it('report missing settings by their own name, and not as a start that failed', async () => {
      expect(await invoke(runtime, 'import', { run: { tenant: 'alder-prod', attempt: 1 } })).toBe('SettingsInvalid');
    }, 60_000);
  });
});
