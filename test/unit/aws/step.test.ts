import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { step } from '#src/aws/step.ts';
import { StackLocked } from '#src/errors.ts';

const CONTEXT = { awsRequestId: 'r', functionName: 'f' } as never;

/** What a handler that throws lets out. */
async function leavingOf(error: Error): Promise<unknown> {
  const handler = step('import', z.strictObject({}), async () => {
    throw error;
  });
  try {
    return await handler({}, CONTEXT, {} as never);
  } catch (caught) {
    return caught;
  }
}

describe('the wrapper of every step', () => {
  it('lets an error of ours leave as it is', async () => {
    const error = new StackLocked({ subject: 'acme/p/s', found: 'locked', next: 'wait' });

    expect(await leavingOf(error)).toBe(error);
  });

  it('lets nothing of a foreign error leave but its name and the places it passed', async () => {
    const foreign = new SyntaxError('Unexpected token in "password":"hunter2"');

    const left = await leavingOf(foreign);

    expect(left).toMatchObject({ name: 'SyntaxError', message: expect.not.stringContaining('hunter2') });
    expect(left instanceof Error ? left.stack : '').not.toContain('hunter2');
    expect(left instanceof Error ? left.stack : '').toMatch(/^SyntaxError: .*\n\s+at /);
  });
});
