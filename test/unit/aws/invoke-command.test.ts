import type { LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { commandAsker } from '#src/aws/invoke-command.ts';

const REQUEST = { command: 'cutOver', tenant: 'alder-prod' } as const;

function asker(send: () => Promise<unknown>) {
  return commandAsker({ send } as unknown as LambdaClient, 'stackferry-command');
}

const payload = (answer: unknown) => Buffer.from(JSON.stringify(answer));

describe('asking the command function', () => {
  it('returns what it answers', async () => {
    const ask = asker(async () => ({ Payload: payload({ outcome: 'Started', execution: 'arn:x' }) }));

    expect(await ask(REQUEST)).toEqual({ outcome: 'Started', execution: 'arn:x' });
  });

  it('throws a failure of ours under the name and with the words it had there', async () => {
    const thrown = { errorType: 'TenantNotFound', errorMessage: 'x: no such tenant: x. Next: register it.' };
    const ask = asker(async () => ({ FunctionError: 'Unhandled', Payload: payload(thrown) }));

    await expect(ask(REQUEST)).rejects.toMatchObject({
      name: 'TenantNotFound',
      subject: 'x',
      found: 'no such tenant: x',
      next: 'register it',
    });
  });

  it('shows nothing but the name of any other failure, because its words may hold state', async () => {
    const thrown = { errorType: 'TypeError', errorMessage: 'pul-secret' };
    const ask = asker(async () => ({ FunctionError: 'Unhandled', Payload: payload(thrown) }));

    await expect(ask(REQUEST)).rejects.toThrow('stackferry-command failed with TypeError: its log says why');
  });

  it.each([
    ['ResourceNotFoundException', 404, 'TargetMissing'],
    ['AccessDeniedException', 403, 'AccessRefused'],
    ['TooManyRequestsException', 429, 'StoreUnavailable'],
  ])('makes ours out of %s', async (name, httpStatusCode, ours) => {
    const error = Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
    const ask = asker(async () => await Promise.reject(error));

    await expect(ask(REQUEST)).rejects.toMatchObject({ name: ours, subject: 'stackferry-command' });
  });
});
