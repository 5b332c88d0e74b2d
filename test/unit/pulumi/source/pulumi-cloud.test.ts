import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PulumiCloudSource } from '#src/pulumi/source/pulumi-cloud.ts';
import { parseStackRef } from '#src/stack-ref.ts';
import { ManualClock } from '#test/support/memory-ports.ts';
import { fixture, recordedPlaintexts } from '#test/support/pulumi-fixtures.ts';
import {
  type AskedRequest,
  type ScriptedService,
  startScriptedService,
} from '#test/support/pulumi-scripted-service.ts';

const STACK = parseStackRef('acme/golden/dev');
const TOKEN = 'pul-canary-of-this-test';
const BUSY = { status: 429 };
const BROKEN = { status: 503 };
const DESCRIPTION = { version: 7 };

let service: ScriptedService;
let clock: ManualClock;
let source: PulumiCloudSource;
let before: number;

beforeAll(async () => {
  service = await startScriptedService();
});

beforeEach(() => {
  clock = new ManualClock();
  source = new PulumiCloudSource({ url: `${service.url}/`, token: TOKEN, clock });
  before = service.asked.length;
  service.answer();
});

afterAll(async () => {
  await service.stop();
});

function asked(): readonly AskedRequest[] {
  return service.asked.slice(before);
}

function waitedSeconds(): number {
  return (clock.now().getTime() - new ManualClock().now().getTime()) / 1000;
}

describe('a request to the service', () => {
  it('carries the headers of the CLI', async () => {
    service.answer({ body: DESCRIPTION });

    await source.describe(STACK);

    expect(asked()).toMatchObject([
      {
        method: 'GET',
        url: '/api/stacks/acme/golden/dev',
        headers: {
          authorization: `token ${TOKEN}`,
          accept: 'application/vnd.pulumi+9',
          'content-type': 'application/json',
        },
      },
    ]);
  });

  it('is repeated with growing patience while the service is busy or broken', async () => {
    service.answer(BUSY, BROKEN, { status: 500 }, { body: DESCRIPTION });

    const { version } = await source.describe(STACK);

    expect(version).toBe(7);
    expect(waitedSeconds()).toBe(1 + 2 + 4);
  });

  it('waits as long as the service asks for, on top of its own patience', async () => {
    const in20Seconds = new Date(clock.now().getTime() + 21_000 + 9000).toUTCString();
    service.answer(
      { ...BUSY, headers: { 'Retry-After': '8' } },
      { ...BUSY, headers: { 'Retry-After': in20Seconds } },
      { body: DESCRIPTION },
    );

    await source.describe(STACK);

    expect(waitedSeconds()).toBe(1 + 8 + 2 + 21);
  });

  it.each(['86400', 'Fri, 01 Jan 2100 00:00:00 GMT'])(
    'waits no longer than the CLI, asked to wait until %s',
    async (asks) => {
      service.answer({ ...BUSY, headers: { 'Retry-After': asks } }, { body: DESCRIPTION });

      await source.describe(STACK);

      expect(waitedSeconds()).toBe(1 + 30);
    },
  );

  it.each(['soon', '-5', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
    'makes nothing of a wait it cannot read: %s',
    async (asks) => {
      service.answer({ ...BUSY, headers: { 'Retry-After': asks } }, { body: DESCRIPTION });

      await source.describe(STACK);

      expect(waitedSeconds()).toBe(1);
    },
  );

  it.each([
    [BUSY, 'BackendThrottled'],
    [BROKEN, 'BackendUnavailable'],
  ])('is given up after four tries: %j', async (answer, name) => {
    service.answer(answer, answer, answer, answer, { body: DESCRIPTION });

    await expect(source.describe(STACK)).rejects.toMatchObject({ name });

    expect(asked()).toHaveLength(4);
  });

  it.each([
    [401, 'AccessRefused'],
    [403, 'AccessRefused'],
    [404, 'StackNotFound'],
    [400, 'ContractViolated'],
    [409, 'ContractViolated'],
  ])('is asked once where asking again cannot help: %i', async (status, name) => {
    service.answer({ status, body: { code: status, message: 'said by the service' } });

    await expect(source.describe(STACK)).rejects.toMatchObject({ name, subject: 'acme/golden/dev' });

    expect(asked()).toHaveLength(1);
  });

  it('is repeated when the line breaks half-way through the answer', async () => {
    service.answer({ body: '{"version":3', break: true }, { body: '{"version":3,"deployment":{}}' });

    const bytes = await source.exportStack(STACK, 1);

    expect(Buffer.from(bytes).toString('utf8')).toBe('{"version":3,"deployment":{}}');
  });

  it('fails by name where nobody answers', async () => {
    const gone = await startScriptedService();
    await gone.stop();
    const nowhere = new PulumiCloudSource({ url: gone.url, token: TOKEN, clock });

    await expect(nowhere.describe(STACK)).rejects.toMatchObject({ name: 'BackendUnavailable' });
  });

  it.each(['<html>hunter2</html>', '{"version":"hunter2"}', '[]', ''])(
    'refuses an answer of another kind: %s',
    async (body) => {
      service.answer({ body });

      await expect(source.describe(STACK)).rejects.toMatchObject({
        name: 'SnapshotUnreadable',
        message: expect.not.stringContaining('hunter2'),
      });
    },
  );

  it.each([401, 404, 429, 400, 500])('never tells the token in an error: %i', async (status) => {
    const answer = { status, body: { message: `the token ${TOKEN} is bad` } };
    service.answer(answer, answer, answer, answer);

    const error: unknown = await source.describe(STACK).catch((caught: unknown) => caught);

    expect(inside(error)).not.toContain(TOKEN);
  });
});

/** Everything an error would show in a log. */
function inside(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return [JSON.stringify(error), error.message, error.stack ?? '', inside(error.cause)].join('\n');
}

describe('what the service says of a stack', () => {
  it('is version and tags', async () => {
    service.answer({ body: fixture('dev/source/stack.json').toString('utf8') });

    expect(await source.describe(STACK)).toEqual({
      stack: STACK,
      version: 2,
      tags: expect.objectContaining({ owner: 'team-x', 'pulumi:project': 'golden' }),
      hasRemoteConfig: false,
    });
  });

  it('is who deploys, while somebody does', async () => {
    const currentOperation = { kind: 'update', author: 'ada', started: 1_795_442_938 };
    service.answer({ body: { version: 2, activeUpdate: 'x', tags: null, currentOperation, novelty: true } });

    expect(await source.describe(STACK)).toMatchObject({
      tags: {},
      currentOperation: { kind: 'update', author: 'ada', startedAt: new Date('2026-11-23T14:08:58Z') },
    });
  });

  it('is where its configuration lives', async () => {
    service.answer({ body: { version: 2, config: { environment: 'golden/dev' } } });

    expect(await source.describe(STACK)).toMatchObject({ hasRemoteConfig: true });
  });
});

function listed(stackName: string) {
  return { orgName: 'acme', projectName: 'golden', stackName };
}

describe('the stacks of a project', () => {
  it('are listed page by page', async () => {
    service.answer(
      { body: { stacks: [listed('dev'), listed('test')], continuationToken: 'next&page' } },
      { body: { stacks: [listed('prod')], continuationToken: null } },
    );

    const stacks = await source.list({ organization: 'acme', project: 'golden' });

    expect(stacks.map((found) => found.stack)).toEqual(['dev', 'test', 'prod']);
    expect(asked().map(({ url }) => url)).toEqual([
      '/api/user/stacks?organization=acme&project=golden',
      '/api/user/stacks?organization=acme&project=golden&continuationToken=next%26page',
    ]);
  });
});

describe('an export', () => {
  it('is of one version, byte for byte', async () => {
    const body = '{ "version":3, "n": 1.0 ,"u":"\\u003c" }\n';
    service.answer({ body });

    const bytes = await source.exportStack(STACK, 7);

    expect(Buffer.from(bytes).toString('utf8')).toBe(body);
    expect(asked()[0]?.url).toBe('/api/stacks/acme/golden/dev/export/7');
  });

  it('of a stack that was never updated has no version to name', async () => {
    service.answer({ body: '{}' });

    await source.exportStack(STACK, 0);

    expect(asked()[0]?.url).toBe('/api/stacks/acme/golden/dev/export');
  });
});

/** Gives each ciphertext back as its plaintext. */
function answerAll({ body }: AskedRequest) {
  const { ciphertexts } = body as { ciphertexts: string[] };
  return { body: { plaintexts: Object.fromEntries(ciphertexts.map((text) => [text, text])) } };
}

function base64(index: number): string {
  return Buffer.from(`secret ${index}`).toString('base64');
}

describe('decrypting', () => {
  it('opens what the real service was asked for', async () => {
    const { response } = JSON.parse(fixture('dev/source/batch-decrypt.json').toString('utf8')) as { response: unknown };
    const expected = recordedPlaintexts('dev');
    service.answer({ body: response });

    const plaintexts = await source.decrypt(STACK, [...expected.keys()]);

    expect(plaintexts).toEqual(expected);
    expect(asked()).toMatchObject([
      { method: 'POST', url: '/api/stacks/acme/golden/dev/batch-decrypt', headers: { 'content-encoding': 'gzip' } },
    ]);
  });

  it('asks for each ciphertext once, and for at most a thousand at a time', async () => {
    const wanted = Array.from({ length: 2001 }, (_, index) => base64(index));
    service.answer(answerAll, answerAll, answerAll);

    const plaintexts = await source.decrypt(STACK, [...wanted, ...wanted]);

    expect(plaintexts.size).toBe(2001);
    expect(Buffer.from(plaintexts.get(base64(2000)) ?? []).toString('utf8')).toBe('secret 2000');
    expect(asked().map(({ body }) => (body as { ciphertexts: string[] }).ciphertexts.length)).toEqual([1000, 1000, 1]);
  });

  it('asks nothing where there is nothing to open', async () => {
    expect(await source.decrypt(STACK, [])).toEqual(new Map());
    expect(asked()).toEqual([]);
  });

  it('sends the same body again when the service was busy', async () => {
    service.answer(BUSY, answerAll);

    await source.decrypt(STACK, [base64(1)]);

    expect(asked().map(({ body }) => body)).toEqual([{ ciphertexts: [base64(1)] }, { ciphertexts: [base64(1)] }]);
  });

  it('takes an empty plaintext for a plaintext', async () => {
    service.answer({ body: { plaintexts: { [base64(1)]: '' } } });

    expect((await source.decrypt(STACK, [base64(1)])).get(base64(1))).toHaveLength(0);
  });

  it('fails when the service leaves one out, whatever its name', async () => {
    service.answer({ body: { plaintexts: { other: '' } } }, { body: { plaintexts: {} } });

    await expect(source.decrypt(STACK, [base64(1)])).rejects.toMatchObject({ name: 'SecretsUnreadable' });
    await expect(source.decrypt(STACK, ['constructor'])).rejects.toMatchObject({ name: 'SecretsUnreadable' });
  });

  it.each(['invalid ciphertext', 'cipher: message authentication failed'])(
    'says so when a secret is of another key: %s',
    async (message) => {
      service.answer({ status: 400, body: { code: 400, message } });

      await expect(source.decrypt(STACK, [base64(1)])).rejects.toMatchObject({ name: 'SecretsUnreadable' });
    },
  );
});

describe('the history', () => {
  it('comes oldest first and without previews, which changed nothing', async () => {
    service.answer({ body: fixture('dev/source/updates.json').toString('utf8') });

    const history = await source.readHistory(STACK);

    expect(history.map(({ kind, version }) => [kind, version])).toEqual([
      ['update', 1],
      ['import', 2],
    ]);
    expect(history[0]?.config['golden:region']).toEqual({ text: 'eu-north-1', isSecret: false, isObject: false });
    expect(history[0]?.config['golden:nested']).toMatchObject({ isSecret: true, isObject: true });
  });

  it('of a new stack is empty', async () => {
    service.answer({ body: { updates: [] } });

    expect(await source.readHistory(STACK)).toEqual([]);
  });
});
