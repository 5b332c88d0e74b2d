import { describe, expect, it } from '@jest/globals';
import type { RawResponse } from '#src/kubernetes/cluster.ts';
import { getPatiently } from '#src/kubernetes/get-patiently.ts';
import { instantClock, response } from '#test/support/kubernetes.ts';

const order = {
  cluster: 'shop',
  path: '/apis/boats.example.com/v1/ferries?limit=100&continue=abc',
  accept: 'application/json',
};
const status = (message: string) => ({ kind: 'Status', message });

function ports(answers: readonly (RawResponse | Error)[]) {
  const clock = instantClock();
  const tokensUsed: (string | undefined)[] = [];
  let token = 1;
  return {
    clock,
    tokensUsed,
    send: async (_path: string, headers: Readonly<Record<string, string>>) => {
      const answer = answers[Math.min(tokensUsed.length, answers.length - 1)];
      tokensUsed.push(headers['authorization']);
      if (answer instanceof Error || answer === undefined) throw answer;
      return answer;
    },
    tokens: {
      current: async () => `token-${token}`,
      renew: async () => {
        token += 1;
        return `token-${token}`;
      },
    },
    patience: { clock, random: () => 0.5 },
  };
}

const networkError = (code: string) => Object.assign(new Error('socket'), { code });

describe('getting something from a cluster', () => {
  it('waits as long as Retry-After says, and a little more', async () => {
    const given = ports([response(429, 'Too many requests', { 'retry-after': '2' }), response(200, {})]);

    await expect(getPatiently(order, given)).resolves.toMatchObject({ status: 200 });
    expect(given.clock.slept).toEqual([2500]);
  });

  it.each([500, 502, 503, 504])('tries again after %i with growing pauses', async (code) => {
    const given = ports([response(code, 'x'), response(code, 'x'), response(200, {})]);

    await expect(getPatiently(order, given)).resolves.toMatchObject({ status: 200 });
    expect(given.clock.slept).toEqual([125, 250]);
  });

  it.each(['ECONNRESET', 'ETIMEDOUT', 'ECONNREFUSED', 'ERR_SSL_BAD_RECORD_MAC'])(
    'tries again after %s',
    async (code) => {
      const given = ports([networkError(code), response(200, {})]);

      await expect(getPatiently(order, given)).resolves.toMatchObject({ status: 200 });
    },
  );

  it('gives up on a throttle that never clears, with the server’s own words', async () => {
    const given = ports([response(429, status('conversion webhook failed: no endpoints'), { 'retry-after': '1' })]);

    await expect(getPatiently(order, given)).rejects.toMatchObject({
      name: 'ClusterUnavailable',
      found: expect.stringContaining('conversion webhook failed: no endpoints'),
    });
    expect(given.clock.slept.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(90_000);
  });

  it('makes a new token once after 401, then says that the role is unknown', async () => {
    const given = ports([response(401, status('Unauthorized'))]);

    await expect(getPatiently(order, given)).rejects.toMatchObject({ name: 'AccessRefused' });
    expect(given.tokensUsed).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('names verb and path of what was forbidden, without retrying and without the query', async () => {
    const given = ports([response(403, status('ferries is forbidden'))]);

    await expect(getPatiently(order, given)).rejects.toMatchObject({
      name: 'AccessRefused',
      found: 'list /apis/boats.example.com/v1/ferries was refused (403): ferries is forbidden',
    });
    expect(given.clock.slept).toEqual([]);
  });

  it('refuses at once to speak to a server that is not the cluster', async () => {
    const given = ports([networkError('DEPTH_ZERO_SELF_SIGNED_CERT')]);

    await expect(getPatiently(order, given)).rejects.toMatchObject({ name: 'AccessRefused' });
    expect(given.clock.slept).toEqual([]);
  });

  it.each([404, 410])('leaves %i to the caller', async (code) => {
    await expect(getPatiently(order, ports([response(code, 'x')]))).resolves.toMatchObject({ status: code });
  });

  it('never shows the token in an error', async () => {
    const error: unknown = await getPatiently(order, ports([response(401, 'x')])).catch((thrown: unknown) => thrown);

    expect(JSON.stringify(error) + String(error)).not.toContain('token-');
  });
});
