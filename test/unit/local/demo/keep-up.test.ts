import { describe, expect, it } from '@jest/globals';
import { renderEnvironment } from '#local/demo/keep-up.ts';
import { renderStopped } from '#local/demo/stop-demo.ts';

describe('the environment of a kept demo', () => {
  it('is lines that a shell can source, whatever the values hold', () => {
    expect(renderEnvironment({ AWS_REGION: 'us-east-1', PULUMI_BACKEND_URL: "s3://it's?a=1&b=$HOME" })).toBe(
      "export AWS_REGION='us-east-1'\nexport PULUMI_BACKEND_URL='s3://it'\\''s?a=1&b=$HOME'\n",
    );
  });
});

describe('stopping', () => {
  it.each([
    [{ demos: 0, leftovers: 0 }, 'there is nothing to stop: no demo runs in this folder'],
    [{ demos: 1, leftovers: 0 }, 'ended the demo'],
    [{ demos: 2, leftovers: 0 }, 'ended 2 demos'],
    [{ demos: 0, leftovers: 2 }, 'ended 2 local AWS left behind by a demo that was killed'],
  ])('says what it did: %j', (stopped, words) => {
    expect(renderStopped(stopped)).toBe(words);
  });
});
