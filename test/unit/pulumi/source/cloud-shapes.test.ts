import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PulumiCloudSource } from '#src/pulumi/source/pulumi-cloud.ts';
import { parseStackRef } from '#src/stack-ref.ts';
import { ManualClock } from '#test/support/memory-ports.ts';
import { type ScriptedService, startScriptedService } from '#test/support/pulumi-scripted-service.ts';

const STACK = parseStackRef('acme/golden/dev');
const UPDATE = { kind: 'update', startTime: 1, result: 'succeeded' };

let service: ScriptedService;
let source: PulumiCloudSource;

beforeAll(async () => {
  service = await startScriptedService();
  source = new PulumiCloudSource({ url: service.url, token: 'pul-test', clock: new ManualClock() });
});

afterAll(async () => {
  await service.stop();
});

const describeStack = () => source.describe(STACK);
const decrypt = () => source.decrypt(STACK, ['YQ==']);
const history = () => source.readHistory(STACK);

describe('an answer of another shape', () => {
  it.each<[string, () => Promise<unknown>, unknown]>([
    ['a version with a fraction', describeStack, { version: 1.5 }],
    ['a negative version', describeStack, { version: -1 }],
    ['tags that are numbers', describeStack, { version: 1, tags: { hunter2: 2 } }],
    ['an operation without a start', describeStack, { version: 1, currentOperation: { kind: 'update', author: 'a' } }],
    [
      'an operation outside of time',
      describeStack,
      { currentOperation: { kind: 'update', author: 'a', started: 1e300 } },
    ],
    ['no list of stacks', () => source.list(STACK), { hunter2: [] }],
    ['plaintexts as a list', decrypt, { plaintexts: ['hunter2'] }],
    ['a plaintext that is not text', decrypt, { plaintexts: { 'YQ==': { hunter2: 1 } } }],
    ['a plaintext that is not base64', decrypt, { plaintexts: { 'YQ==': 'hunter2!' } }],
    ['no plaintexts', decrypt, { hunter2: 1 }],
    ['an update without a start', history, { updates: [{ kind: 'update', result: 'hunter2' }] }],
    ['an update outside of time', history, { updates: [{ ...UPDATE, startTime: 1e300 }] }],
    ['a config value that is no value', history, { updates: [{ ...UPDATE, config: { a: 'hunter2' } }] }],
  ])('is unreadable, and nothing of it is repeated: %s', async (_, call, body) => {
    service.answer({ body: JSON.stringify(body) });

    const error: unknown = await call().catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ name: 'SnapshotUnreadable', subject: expect.stringMatching(/^acme\/golden\//) });
    expect(inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain('hunter2');
  });
});

describe('what other services of this API answer', () => {
  it('may leave out what is empty, and add what is new', async () => {
    service.answer({ body: '{}' }, { body: '{"version":2,"currentOperation":null,"tags":null,"config":null,"new":1}' });

    expect(await describeStack()).toEqual({ stack: STACK, version: 0, tags: {}, hasRemoteConfig: false });
    expect(await describeStack()).toEqual({ stack: STACK, version: 2, tags: {}, hasRemoteConfig: false });
  });

  it('may say that configuration is remote and not where', async () => {
    service.answer({ body: '{"version":2,"config":{"environment":""}}' });

    expect(await describeStack()).toMatchObject({ hasRemoteConfig: true });
  });

  it('may spell a ciphertext canonically that a state spells otherwise', async () => {
    service.answer({ body: '{"plaintexts":{"YQ==":"YWJj"}}' });

    const found = await source.decrypt(STACK, ['YQ']);

    expect(Buffer.from(found.get('YQ') ?? []).toString('utf8')).toBe('abc');
  });

  it('may open a secret that is no text', async () => {
    service.answer({ body: '{"plaintexts":{"YQ==":"//79"}}' });

    expect([...((await decrypt()).get('YQ==') ?? [])]).toEqual([0xff, 0xfe, 0xfd]);
  });
});
