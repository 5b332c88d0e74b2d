import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type PulumiCloud, startPulumiCloud } from '#local/stand-ins/pulumi-cloud/start-pulumi-cloud.ts';
import { parseStackRef } from '#src/stack-ref.ts';
import { base64, CloudApi } from '#test/support/cloud-api.ts';

const NAME = 'acme/harbour/prod';
const STACK = `/api/stacks/${NAME}`;
const SECRET = { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270' };

let cloud: PulumiCloud;
let api: CloudApi;
let now: number;

beforeEach(async () => {
  now = Date.UTC(2026, 0, 1);
  cloud = await startPulumiCloud({ token: 'pul-test', organization: 'acme', now: () => now });
  api = new CloudApi(cloud.url, 'token pul-test');
});

afterEach(async () => {
  await cloud.close();
});

function addStack(name: string, deployment: Record<string, string> = {}) {
  return cloud.addStack({ ref: parseStackRef(name), deployment: { version: 3, deployment: { manifest: deployment } } });
}

async function startUpdate(kind = 'update', tags?: Record<string, string>) {
  const created = await api.call('POST', `${STACK}/${kind}`, { config: {}, metadata: { message: 'by hand' } });
  const { updateID } = created.body as { updateID: string };
  const started = await api.call('POST', `${STACK}/update/${updateID}`, { tags, journalVersion: 1 });
  return { started, path: `${STACK}/update/${updateID}`, lease: api.as((started.body as { token: string }).token) };
}

async function encryptFor(name: string, plaintext: string): Promise<string> {
  const { body } = await api.call('POST', `/api/stacks/${name}/encrypt`, { plaintext: base64(plaintext) });
  return (body as { ciphertext: string }).ciphertext;
}

describe('who may ask', () => {
  it('refuses a wrong token', async () => {
    const answer = await new CloudApi(cloud.url, 'token wrong').call('GET', '/api/user');

    expect(answer).toMatchObject({ status: 401, body: { code: 401 } });
  });

  it('refuses a lease where a user is wanted, and a user where a lease is wanted', async () => {
    addStack(NAME);
    const { path, lease } = await startUpdate();

    expect(await lease.call('GET', STACK)).toMatchObject({ status: 401 });
    expect(await api.call('POST', `${path}/complete`, { status: 'succeeded' })).toMatchObject({ status: 401 });
  });

  it('answers 404 for a stack and for a path it does not know', async () => {
    expect(await api.call('GET', STACK)).toMatchObject({ status: 404, body: { code: 404 } });
    expect(await api.call('GET', '/api/elsewhere')).toMatchObject({ status: 404 });
  });
});

describe('versions', () => {
  it('counts a stack that was never updated as version 0', async () => {
    await api.call('POST', '/api/stacks/acme/harbour', { stackName: 'prod' });

    expect((await api.call('GET', STACK)).body).toMatchObject({ version: 0, activeUpdate: '' });
    expect((await api.call('GET', `${STACK}/export`)).body).toMatchObject({
      version: 3,
      deployment: { resources: null },
    });
  });

  it('keeps every imported state under its version, byte for byte', async () => {
    addStack(NAME);
    const odd = '{ "version": 3, "deployment": {"resources":[],"digits":9007199254740993,"1":1.0,"b":"\\u003c"} }';

    const { body } = await api.call('POST', `${STACK}/import`, odd, { 'content-encoding': 'gzip' });
    const poll = `${STACK}/update/${(body as { updateId: string }).updateId}`;
    const running = await api.call('GET', poll);
    const ended = await api.call('GET', `${poll}?continuationToken=`);

    expect(running.body).toMatchObject({ status: 'running', continuationToken: '' });
    expect(ended.body).toEqual({ status: 'succeeded', events: [] });
    expect((await api.call('GET', `${STACK}/export/2`)).text).toBe(odd);
    expect((await api.call('GET', `${STACK}/export/1`)).text).not.toBe(odd);
    expect((await api.call('GET', `${STACK}/export`)).text).toBe(odd);
    expect((await api.call('GET', STACK)).body).toMatchObject({ version: 2 });
  });

  it('does not show an import before it is through', async () => {
    addStack(NAME);
    await api.call('POST', `${STACK}/import`, { version: 3, deployment: { late: true } });

    const early = await api.call('GET', STACK);
    const exported = await api.call('GET', `${STACK}/export`);
    now += 2000;
    const late = await api.call('GET', STACK);

    expect(early.body).toMatchObject({ version: 1, currentOperation: { kind: 'import' } });
    expect(exported.text).not.toContain('late');
    expect(late.body).toMatchObject({ version: 2 });
    expect(late.body).not.toHaveProperty('currentOperation');
  });

  it('refuses versions that are not numbers, and ones it never had', async () => {
    addStack(NAME);

    expect(await api.call('GET', `${STACK}/export/latest`)).toMatchObject({ status: 400 });
    expect(await api.call('GET', `${STACK}/export/7`)).toMatchObject({ status: 404 });
  });

  it('answers a pinned export from before while an update changes the latest', async () => {
    addStack(NAME, { time: 'before' });
    const { path, lease } = await startUpdate();
    await lease.call('PATCH', `${path}/checkpoint`, {
      isInvalid: false,
      version: 3,
      deployment: { manifest: 'half way' },
    });

    expect((await api.call('GET', `${STACK}/export`)).body).toMatchObject({ deployment: { manifest: 'half way' } });
    expect((await api.call('GET', `${STACK}/export/1`)).body).toMatchObject({
      deployment: { manifest: { time: 'before' } },
    });
  });
});

describe('updates', () => {
  it('shows who deploys until the update ends, and counts it then', async () => {
    addStack(NAME);
    const { started, path, lease } = await startUpdate();
    const during = await api.call('GET', STACK);

    await lease.call('POST', `${path}/events/batch`, { events: [{ summaryEvent: { resourceChanges: { same: 4 } } }] });
    await lease.call('POST', `${path}/complete`, { status: 'succeeded' });

    expect(started.body).toMatchObject({ version: 2 });
    expect(started.body).not.toHaveProperty('journalVersion');
    expect(during.body).toMatchObject({ version: 1, currentOperation: { kind: 'update', author: 'robin' } });
    expect((await api.call('GET', `${STACK}/updates/latest`)).body).toMatchObject({
      info: { version: 2, message: 'by hand', result: 'succeeded', resourceChanges: { same: 4 } },
    });
  });

  it('lets nobody else start or import meanwhile', async () => {
    addStack(NAME);
    await startUpdate();

    expect((await startUpdate()).started).toMatchObject({ status: 409 });
    expect(await api.call('POST', `${STACK}/import`, { version: 3, deployment: {} })).toMatchObject({ status: 409 });
    expect((await startUpdate('preview')).started).toMatchObject({ status: 200 });
  });

  it('frees a stack whose lease ran out', async () => {
    addStack(NAME);
    const { path, lease } = await startUpdate();
    const renewed = await lease.call('POST', `${path}/renew_lease`, { token: '', duration: 60 });
    now += 61_000;

    expect(renewed.status).toBe(200);
    expect((await startUpdate()).started).toMatchObject({ status: 200 });
    expect(await lease.call('POST', `${path}/complete`, { status: 'succeeded' })).toMatchObject({ status: 409 });
  });

  it('lets a user cancel an update, which counts as failed', async () => {
    addStack(NAME);
    const { path } = await startUpdate();

    expect(await api.call('POST', `${path}/cancel`)).toMatchObject({ status: 204 });
    expect(await api.call('POST', `${path}/cancel`)).toMatchObject({ status: 409 });
    expect((await api.call('GET', `${STACK}/updates/latest`)).body).toMatchObject({
      info: { version: 2, result: 'failed' },
    });
  });

  it('changes nothing by a preview', async () => {
    addStack(NAME);
    const { path, lease } = await startUpdate('preview');
    await lease.call('POST', `${path}/complete`, { status: 'succeeded' });

    expect((await api.call('GET', STACK)).body).toMatchObject({ version: 1 });
    expect((await api.call('GET', `${STACK}/updates`)).body).toMatchObject({ updates: [{ version: 1 }] });
  });

  it('replaces the tags when an update brings some', async () => {
    addStack(NAME);
    await startUpdate('update', { owner: 'harbour-master' });

    expect((await api.call('GET', STACK)).body).toMatchObject({ tags: { owner: 'harbour-master' } });
  });

  it('shows what a colleague elsewhere does', async () => {
    const stack = addStack(NAME);
    stack.bumpVersion();
    stack.startOperation({ author: 'kim' });

    expect((await api.call('GET', STACK)).body).toMatchObject({ version: 2, currentOperation: { author: 'kim' } });
  });

  it('lists history newest first, in pages', async () => {
    const stack = addStack(NAME);
    stack.bumpVersion();
    stack.bumpVersion();

    const page = await api.call('GET', `${STACK}/updates?page=2&pageSize=2`);

    expect(page.body).toMatchObject({ updates: [{ version: 1 }] });
    expect((await api.call('GET', `${STACK}/updates`)).body).toMatchObject({
      updates: [{ version: 3 }, { version: 2 }, { version: 1 }],
    });
  });
});

describe('secrets', () => {
  it('answers a batch as an object keyed by ciphertext, repetitions once', async () => {
    addStack(NAME);
    const [one, other] = [await encryptFor(NAME, 'same'), await encryptFor(NAME, 'same')];

    const { body } = await api.call('POST', `${STACK}/batch-decrypt`, { ciphertexts: [one, other, one] });

    expect(one).not.toBe(other);
    expect(body).toEqual({ plaintexts: { [one]: base64('same'), [other]: base64('same') } });
  });

  it('encrypts a batch in the order asked', async () => {
    addStack(NAME);

    const { body } = await api.call('POST', `${STACK}/batch-encrypt`, { plaintexts: ['a', ''].map(base64) });
    const { ciphertexts } = body as { ciphertexts: string[] };

    expect(ciphertexts.map((text) => cloud.stack(parseStackRef(NAME)).decrypt(text))).toEqual(['a', '']);
  });

  it('fails a whole batch for one ciphertext of another stack', async () => {
    addStack(NAME);
    addStack('acme/harbour/other');
    const ciphertexts = [await encryptFor(NAME, 'mine'), await encryptFor('acme/harbour/other', 'theirs')];

    const answer = await api.call('POST', `${STACK}/batch-decrypt`, { ciphertexts }, { 'content-encoding': 'gzip' });

    expect(answer).toMatchObject({ status: 400, body: { message: expect.stringContaining('invalid ciphertext') } });
  });

  it('cannot read the secrets of a deleted stack under a new one of its name', async () => {
    addStack(NAME);
    const ciphertext = await encryptFor(NAME, 'old');
    await api.call('DELETE', `${STACK}?force=true`);
    addStack(NAME);

    expect(await api.call('POST', `${STACK}/decrypt`, { ciphertext })).toMatchObject({ status: 400 });
  });

  it('refuses to import a state whose secrets it cannot read', async () => {
    addStack(NAME);
    addStack('acme/harbour/other');
    const foreign = { ...SECRET, ciphertext: await encryptFor('acme/harbour/other', '"theirs"') };
    const deployment = { secrets_providers: { type: 'service' }, resources: [{ outputs: { foreign } }] };

    expect(await api.call('POST', `${STACK}/import`, { version: 3, deployment })).toMatchObject({ status: 400 });
  });

  it('encrypts what it is seeded with, in state and in configuration', async () => {
    cloud.addStack({
      ref: parseStackRef(NAME),
      deployment: {
        version: 3,
        deployment: { manifest: {}, resources: [{ outputs: { word: { ...SECRET, plaintext: '"hidden"' } } }] },
      },
      config: {
        'harbour:word': { kind: 'secret', text: 'hidden' },
        'harbour:deep': { kind: 'object', value: { list: [{ word: { plaintext: 'hidden' } }] } },
      },
    });

    const exported = await api.call('GET', `${STACK}/export`);
    const latest = await api.call('GET', `${STACK}/updates/latest`);

    expect(exported.text + latest.text).not.toContain('hidden');
    expect(exported.body).toMatchObject({
      deployment: {
        secrets_providers: {
          type: 'service',
          state: { url: cloud.url, owner: 'acme', project: 'harbour', stack: 'prod' },
        },
      },
    });
    expect(latest.body).toMatchObject({
      info: {
        config: { 'harbour:word': { secret: true, object: false }, 'harbour:deep': { secret: true, object: true } },
      },
    });
  });
});

describe('deleting', () => {
  it('keeps a stack that still has resources, unless forced', async () => {
    const deployment = { version: 3, deployment: { manifest: {}, resources: [{ urn: 'urn:a' }] } };
    cloud.addStack({ ref: parseStackRef(NAME), deployment });

    expect(await api.call('DELETE', STACK)).toMatchObject({
      status: 400,
      body: { message: 'Bad Request: Stack still contains resources.' },
    });
    expect(await api.call('DELETE', `${STACK}?force=true`)).toMatchObject({ status: 204 });
    expect(await api.call('GET', STACK)).toMatchObject({ status: 404 });
  });
});

describe('listing', () => {
  it('lists in pages until no token comes', async () => {
    for (const name of ['a', 'b', 'c']) addStack(`acme/harbour/${name}`);
    addStack('acme/elsewhere/d');
    const query = '/api/user/stacks?organization=acme&project=harbour&maxResults=2';

    const first = await api.call('GET', query);
    const { continuationToken } = first.body as { continuationToken: string };
    const second = await api.call('GET', `${query}&continuationToken=${continuationToken}`);

    expect(first.body).toMatchObject({ stacks: [{ stackName: 'a' }, { stackName: 'b' }] });
    expect(second.body).toMatchObject({ stacks: [{ stackName: 'c', projectName: 'harbour', orgName: 'acme' }] });
    expect(second.body).not.toHaveProperty('continuationToken');
  });

  it('lists everything at once to clients from before paging', async () => {
    for (const name of ['a', 'b', 'c']) addStack(`acme/harbour/${name}`);

    const { body } = await api.call('GET', '/api/user/stacks?maxResults=2', undefined, {
      accept: 'application/vnd.pulumi+7',
    });

    expect(body).toMatchObject({ stacks: [{}, {}, {}] });
  });

  it('refuses a name that is taken', async () => {
    addStack(NAME);

    const answer = await api.call('POST', '/api/stacks/acme/harbour', { stackName: 'prod' });

    expect(answer).toMatchObject({ status: 409, body: { message: expect.stringContaining('already exists') } });
  });
});

describe('trouble on demand', () => {
  it('throttles as many requests as it is told', async () => {
    cloud.faults.throttle({ requests: 1, retryAfterSeconds: 7 });

    const throttled = await api.call('GET', '/api/user');

    expect(throttled.status).toBe(429);
    expect(throttled.headers.get('retry-after')).toBe('7');
    expect(await api.call('GET', '/api/user')).toMatchObject({ status: 200 });
  });

  it('fails as many requests as it is told', async () => {
    cloud.faults.fail(1);

    expect(await api.call('GET', '/api/user')).toMatchObject({ status: 503 });
    expect(await api.call('GET', '/api/user')).toMatchObject({ status: 200 });
  });

  it('refuses bodies over the size it is told', async () => {
    addStack(NAME);
    cloud.faults.largestBody = 100;

    expect(await api.call('POST', `${STACK}/batch-decrypt`, { ciphertexts: ['A'.repeat(100)] })).toMatchObject({
      status: 413,
    });
  });

  it('records what was asked and answered', async () => {
    await api.call('GET', '/api/user');
    await api.call('GET', `${STACK}?x=1`);

    expect(cloud.requests).toEqual([
      { method: 'GET', path: '/api/user', status: 200 },
      { method: 'GET', path: `${STACK}?x=1`, status: 404 },
    ]);
  });
});
