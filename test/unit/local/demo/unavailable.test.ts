import { describe, expect, it } from '@jest/globals';
import { unavailable } from '#local/demo/unavailable.ts';
import { renderError } from '#src/cli/render-error.ts';

const refusal = (code: string) => Object.assign(new Error(`${code}: refused, write`), { code });

describe('what the machine refuses', () => {
  it.each([
    ['ENOSPC', 'the disk is full'],
    ['EACCES', 'this folder cannot be written to'],
    ['EADDRINUSE', 'a port of 127.0.0.1 was taken'],
  ])('is told in one line: %s', (code, words) => {
    const told = renderError(unavailable(refusal(code)));

    expect(told).toContain(words);
    expect(told).toContain('Next: ');
    expect(told.trim().split('\n')).toHaveLength(1);
  });

  it('is found where another error wraps it', () => {
    expect(unavailable(new Error('could not be created', { cause: refusal('ENOSPC') }))).toMatchObject({
      name: 'LocalAwsUnavailable',
    });
  });

  it('leaves other errors as they are', () => {
    const error = new Error('something else');

    expect(unavailable(error)).toBe(error);
  });
});
