import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PulumiCloudSource } from '#src/pulumi/source/pulumi-cloud.ts';
import { parseStackRef } from '#src/stack-ref.ts';
import { ManualClock } from '#test/support/memory-ports.ts';
import { type ScriptedService, startScriptedService } from '#test/support/pulumi-scripted-service.ts';

const STACK = parseStackRef('acme/golden/dev');
const clock = new ManualClock();

let service: ScriptedService;
let before: number;

beforeAll(async () => {
  service = await startScriptedService();
});

beforeEach(() => {
  before = service.asked.length;
  service.answer();
});

afterAll(async () => {
  await service.stop();
});

function sourceWith({ url = service.url, token = 'pul-test' }: { url?: string; token?: string }): PulumiCloudSource {
  return new PulumiCloudSource({ url, token, clock });
}

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return await call.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** An error with everything in it, also what it does not show of itself. */
function inside(error: unknown): string {
  return inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true });
}

describe('a token', () => {
  it.each(['pul-one\npul-two', 'pul-one\u{1f511}', 'pul-one\u0000x'])(
    'that no header can carry is refused before any request, and not shown: %j',
    async (token) => {
      const error = await failureOf(sourceWith({ token }).describe(STACK));

      expect(error).toMatchObject({ name: 'AccessRefused' });
      expect(inside(error)).not.toContain('pul-one');
      expect(service.asked.slice(before)).toEqual([]);
    },
  );

  it('may end in a line break, as a stored secret often does', async () => {
    service.answer({ body: { version: 1 } });

    await sourceWith({ token: 'pul-test\n' }).describe(STACK);

    expect(service.asked.at(-1)?.headers.authorization).toBe('token pul-test');
  });
});

describe('an address', () => {
  it.each(['not an address', 'http://robin:pul-one@127.0.0.1:1'])(
    'that cannot be asked fails without showing what is in it: %s',
    async (url) => {
      const error = await failureOf(sourceWith({ url }).describe(STACK));

      expect(error).toMatchObject({ name: 'ContractViolated' });
      expect(inside(error)).not.toContain('pul-one');
    },
  );
});

describe('a batch that is too large', () => {
  it('is refused by name, because a smaller one was never promised to help', async () => {
    service.answer({ status: 413, body: 'Content Too Large' });

    expect(await failureOf(sourceWith({}).decrypt(STACK, ['YQ==']))).toMatchObject({ name: 'ContractViolated' });
  });
});

it('asks again after a refusal whose words break off', async () => {
  service.answer({ status: 503, body: 'oh n', break: true }, { body: { version: 1 } });

  expect(await sourceWith({}).describe(STACK)).toMatchObject({ version: 1 });
});
