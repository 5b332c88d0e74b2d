import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type PulumiCloud, startPulumiCloud } from '#local/stand-ins/pulumi-cloud/start-pulumi-cloud.ts';
import { configTextOf } from '#src/pulumi/config/config-text.ts';
import { parseDeployment } from '#src/pulumi/format/deployment.ts';
import { secretsOf } from '#src/pulumi/format/secret-values.ts';
import { PulumiCloudSource } from '#src/pulumi/source/pulumi-cloud.ts';
import { secretsOwnerOf } from '#src/pulumi/source/secrets-owner.ts';
import { parseStackRef } from '#src/stack-ref.ts';
import { ManualClock } from '#test/support/memory-ports.ts';

const STACK = parseStackRef('acme/harbour/prod');
const SIGNATURE = { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270' };

let cloud: PulumiCloud;
let source: PulumiCloudSource;

beforeEach(async () => {
  cloud = await startPulumiCloud({ token: 'pul-test', organization: 'acme' });
  source = new PulumiCloudSource({ url: cloud.url, token: 'pul-test', clock: new ManualClock() });
});

afterEach(async () => {
  await cloud.close();
});

/** A stack with as many secrets as it is told, whose plaintexts are their numbers. */
function addStack(secrets = 1) {
  const outputs = Array.from({ length: secrets }, (_, index) => ({ ...SIGNATURE, plaintext: String(index) }));
  return cloud.addStack({
    ref: STACK,
    deployment: { version: 3, deployment: { manifest: {}, resources: [{ urn: 'urn:a', outputs: { outputs } }] } },
    config: { 'harbour:word': { kind: 'secret', text: 'hidden' } },
    tags: { owner: 'team-x' },
  });
}

async function exported(version: number) {
  return parseDeployment(await source.exportStack(STACK, version), 'acme/harbour/prod');
}

describe('a stack in the stand-in cloud', () => {
  it('is described with its version, its tags and whoever deploys', async () => {
    const stack = addStack();
    stack.bumpVersion();
    stack.startOperation({ author: 'kim' });

    expect(await source.describe(STACK)).toMatchObject({
      version: 2,
      tags: { owner: 'team-x' },
      currentOperation: { kind: 'update', author: 'kim' },
    });
  });

  it('is exported at the version asked for', async () => {
    const stack = addStack();
    stack.bumpVersion();

    expect(Buffer.from(await source.exportStack(STACK, 1)).toString('utf8')).toBe(stack.exportState(1));
    await expect(source.exportStack(STACK, 7)).rejects.toMatchObject({ name: 'StackNotFound' });
  });

  it('opens more secrets than one batch may hold', async () => {
    addStack(1_500);
    const deployment = await exported(1);
    const secrets = [...secretsOf(deployment)];

    const found = await source.decrypt(
      secretsOwnerOf(deployment, source.url) ?? STACK,
      secrets.map(({ held }) => held.text),
    );

    expect(secrets.map(({ held }) => Buffer.from(found.get(held.text) ?? []).toString('utf8'))).toEqual(
      secrets.map((_, index) => String(index)),
    );
    expect(cloud.requests.filter(({ path }) => path.endsWith('/batch-decrypt'))).toHaveLength(2);
  });

  it('remembers its config, whose secrets open with its own key', async () => {
    addStack();
    const [update] = await source.readHistory(STACK);
    const text = update?.config['harbour:word']?.text ?? '';

    expect(configTextOf(await source.readHistory(STACK))).toContain('harbour:word:\n    secure: ');
    expect(Buffer.from((await source.decrypt(STACK, [text])).get(text) ?? []).toString('utf8')).toBe('hidden');
  });

  it('does not open what another stack sealed', async () => {
    addStack();
    const other = parseStackRef('acme/harbour/other');
    cloud.addStack({ ref: other, deployment: { version: 3, deployment: { manifest: {} } } });
    const [secret] = secretsOf(await exported(1));

    await expect(source.decrypt(other, [secret?.held.text ?? ''])).rejects.toMatchObject({ name: 'SecretsUnreadable' });
  });

  it('is listed among the stacks of its project', async () => {
    addStack();

    expect(await source.list({ organization: 'acme', project: 'harbour' })).toEqual([STACK]);
  });
});

describe('trouble in the stand-in cloud', () => {
  it('is waited out', async () => {
    addStack();
    cloud.faults.throttle({ requests: 2, retryAfterSeconds: 5 });

    expect(await source.describe(STACK)).toMatchObject({ version: 1 });
    cloud.faults.fail(3);
    expect(await source.describe(STACK)).toMatchObject({ version: 1 });
  });

  it('is named when it does not end', async () => {
    addStack();
    cloud.faults.fail(4);
    await expect(source.describe(STACK)).rejects.toMatchObject({ name: 'BackendUnavailable' });

    const stranger = new PulumiCloudSource({ url: cloud.url, token: 'pul-wrong', clock: new ManualClock() });
    await expect(stranger.describe(STACK)).rejects.toMatchObject({ name: 'AccessRefused' });
    await expect(source.describe(parseStackRef('acme/harbour/none'))).rejects.toMatchObject({ name: 'StackNotFound' });
  });
});
