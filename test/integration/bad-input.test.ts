import { DisableKeyCommand, EnableKeyCommand, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isObject } from '#local/stand-ins/pulumi-cloud/json.ts';
import type { SeedStack } from '#local/stand-ins/pulumi-cloud/seed.ts';
import type { World } from '#local/world/start-world.ts';
import { anInhabitant, aWorld, WORLD_MILLISECONDS } from '#test/support/world.ts';
import { versionsIn } from '#test/support/world-buckets.ts';
import { itemsOf } from '#test/support/world-contents.ts';
import { deleteBucket, reconfigure, replaceToken, startTrap, type Trap } from '#test/support/world-faults.ts';
import { atRest, command, type Ended, endOf, start, startMachine } from '#test/support/world-runs.ts';

const VALIDATE = 'stackferry-validate';
const RUN_MILLISECONDS = 30_000;

let world: World;
let trap: Trap;

beforeAll(async () => {
  trap = await startTrap();
  const { seed: _, ...unknown } = anInhabitant('unknown-prod');
  world = await aWorld([
    unknown,
    anInhabitant('pending-prod', { change: withMember('pending_operations', [PENDING]) }),
    anInhabitant('foreign-prod', { change: withMember('secrets_providers', foreignProvider(trap.url)) }),
    anInhabitant('passphrase-prod', { change: withMember('secrets_providers', { type: 'passphrase', state: {} }) }),
    anInhabitant('unreadable-prod', {
      change: (seed) => ({ ...seed, deployment: { ...seed.deployment, version: 9 } }),
    }),
    anInhabitant('dangling-prod', { change: withoutProviders }),
    ...['busy', 'occupied', 'sound'].map((name) => anInhabitant(`${name}-prod`)),
    anInhabitant('elsewhere-prod', { group: 'europe' }),
  ]);
}, WORLD_MILLISECONDS);

afterAll(async () => {
  await trap.close();
  await world.close();
});

const PENDING = {
  type: 'creating',
  resource: { urn: 'urn:pulumi:pending-prod::p::a:b:C::half', custom: true, type: 'a:b:C' },
};

function foreignProvider(url: string) {
  return { type: 'service', state: { url, owner: 'acme', project: 'p', stack: 's' } };
}

function withMember(name: string, value: SeedStack['deployment'][string]) {
  return (seed: SeedStack): SeedStack => {
    const { deployment } = seed.deployment;
    const changed = isObject(deployment) ? { ...deployment, [name]: value } : {};
    return { ...seed, deployment: { ...seed.deployment, deployment: changed } };
  };
}

/** Resources whose providers are not in the state. */
function withoutProviders(seed: SeedStack): SeedStack {
  const { deployment } = seed.deployment;
  const resources = isObject(deployment) && Array.isArray(deployment['resources']) ? deployment['resources'] : [];
  const isProvider = (type: unknown) => typeof type === 'string' && type.startsWith('pulumi:providers:');
  const kept = resources.filter((each) => !(isObject(each) && isProvider(each['type'])));
  return withMember('resources', kept)(seed);
}

const target = async () => await versionsIn(world, world.backend.stateBucket);

/** Starts the tenant, expects that it is held for this reason alone and that the target was not written to. */
async function expectHeld(tenant: string, id: string, found: RegExp): Promise<void> {
  const before = await target();

  const ended = await endOf(world, await start(world, tenant));

  expect(ended).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'Held', tenant } });
  const { findings = [], reason } = ended.output ?? {};
  expect(findings.length).toBeGreaterThan(0);
  expect(findings[0]).toMatchObject({ id, severity: 'blocking', next: expect.stringMatching(/\w+ \w+/) });
  expect(findings[0]?.found).toMatch(found);
  const record = await world.tracking.readRecord(tenant);
  expect(record).toMatchObject({ status: 'held', active: 'source', reason });
  expect(record.reason).toMatch(new RegExp(`^${id}: `));
  expect(record.claim).toBeUndefined();
  expect(await target()).toEqual(before);
}

describe('what preflight finds holds the tenant', () => {
  it.each([
    { tenant: 'unknown-prod', what: 'a stack the source does not know', id: 'StackNotFound', found: /no such stack/ },
    { tenant: 'pending-prod', what: 'pending operations', id: 'OperationsPending', found: /1 operations/ },
    { tenant: 'foreign-prod', what: 'a foreign service', id: 'SecretsProviderForeign', found: /belong to the service/ },
    { tenant: 'passphrase-prod', what: 'a passphrase', id: 'SecretsProviderForeign', found: /“passphrase”/ },
    { tenant: 'unreadable-prod', what: 'a state of tomorrow', id: 'SnapshotUnreadable', found: /version/ },
    {
      tenant: 'dangling-prod',
      what: 'a state with a hole',
      id: 'SnapshotUnreadable',
      found: /^urn:pulumi:dangling-prod/,
    },
  ])(
    'as $id: $what',
    async ({ tenant, id, found }) => {
      await expectHeld(tenant, id, found);

      const { findings = [] } = await lastHeld(tenant);
      expect(findings[0]?.subject).toBe(`acme/saas-tenant-cluster-services/${tenant}`);
    },
    RUN_MILLISECONDS,
  );

  it('as UpdateInProgress, while somebody deploys', async () => {
    const { stack } = await world.tracking.readRecord('busy-prod');
    world.cloud.stack(stack).startOperation({ author: 'robin' });

    await expectHeld('busy-prod', 'UpdateInProgress', /robin has been running update/);
  });

  it('as TargetOccupied, where the target holds another state of this name', async () => {
    const { project, stack } = (await world.tracking.readRecord('occupied-prod')).stack;
    const Key = `.pulumi/stacks/${project}/${stack}.json`;
    const put = { Bucket: world.backend.stateBucket, Key, Body: '{"version":3,"checkpoint":{"latest":{}}}' };
    await world.clients.s3.send(new PutObjectCommand(put));

    await expectHeld('occupied-prod', 'TargetOccupied', /already holds another state/);
  });

  it('and no request with our token reached the foreign service', () => {
    expect(trap.requests).toEqual([]);
  });
});

/** Starts the tenant once more; what was found before is found again. */
async function lastHeld(tenant: string): Promise<NonNullable<Ended['output']>> {
  const { output } = await endOf(world, await start(world, tenant));
  if (!output) throw new Error('the execution did not succeed');
  return output;
}

describe('what is wrong with the deployment', () => {
  it(
    'holds the tenant as AccessRefused, where the token is not the source’s',
    async () => {
      await replaceToken(world, 'pul-wrong');

      await expectHeld('sound-prod', 'AccessRefused', /refused the token \(401\)/);

      await replaceToken(world, world.token);
    },
    RUN_MILLISECONDS,
  );

  it('holds the tenant as TargetMissing, where the secrets key is disabled', async () => {
    const KeyId = world.backend.secretsKeyArn;
    await world.clients.kms.send(new DisableKeyCommand({ KeyId }));

    await expectHeld('sound-prod', 'TargetMissing', /Disabled/);

    await world.clients.kms.send(new EnableKeyCommand({ KeyId }));
  });

  it(
    'fails as SettingsInvalid, naming the setting, where one is missing; the tenant is not touched',
    async () => {
      const items = await itemsOf(world);
      const before = await target();
      const restore = await reconfigure(world, VALIDATE, { STACKFERRY_VAULT: undefined, STACKFERRY_TABLE: '' });

      const ended = await endOf(world, await start(world, 'sound-prod'));
      await atRest(world);
      await restore();

      expect(ended).toMatchObject({ status: 'FAILED', error: 'SettingsInvalid' });
      expect(ended.cause).toMatch(/STACKFERRY_TABLE .*STACKFERRY_VAULT .*Next: deploy infra\/pipeline again/s);
      expect(await itemsOf(world)).toEqual(items);
      expect(await target()).toEqual(before);
    },
    RUN_MILLISECONDS,
  );
});

describe('what is asked wrongly', () => {
  it.each([
    [{ command: 'start', tenant: 'nobody' }, 'TenantNotFound', /^nobody: .*Next: /],
    [{ command: 'hold', tenant: 'sound-prod', reason: '' }, 'ContractViolated', /^input of command: .*reason.*Next: /s],
    [{ command: 'explode', tenant: 'sound-prod' }, 'ContractViolated', /^input of command: .*command.*Next: /s],
    [{ command: 'start' }, 'ContractViolated', /^input of command: .*tenant.*Next: /s],
    ['start', 'ContractViolated', /^input of command: .*Next: /s],
  ])('as %j is refused as %s', async (input, errorType, errorMessage) => {
    const items = await itemsOf(world);

    const answer = await command(world, input);

    expect(answer).toMatchObject({ errorType, errorMessage: expect.stringMatching(errorMessage) });
    expect(await itemsOf(world)).toEqual(items);
  });

  it.each([
    [{ tenant: 'nobody' }, 'TenantNotFound', /^TenantNotFound: nobody: .*Next: /],
    [{ tenant: 'sound-prod', group: 'europe' }, 'ContractViolated', /sound-prod: .* europe, .* americas. Next: /],
    [{ tenant: 'sound-prod', group: 'nowhere' }, 'ContractViolated', /sound-prod: .* nowhere, .* americas. Next: /],
  ])('as a migrate-tenant of %j fails as %s', async (input, error, cause) => {
    const items = await itemsOf(world);

    const ended = await endOf(world, await startMachine(world, 'migrate', input));
    await atRest(world);

    expect(ended).toMatchObject({ status: 'FAILED', error, cause: expect.stringMatching(cause) });
    expect(await itemsOf(world)).toEqual(items);
  });
});

describe('a target that is not there', () => {
  it('holds the tenant as TargetMissing, where the secrets key is to be deleted', async () => {
    const KeyId = world.backend.secretsKeyArn;
    await world.clients.kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));

    await expectHeld('sound-prod', 'TargetMissing', /Pending\w*Deletion/);
  });

  it('holds the tenant as TargetMissing, where the state bucket is missing', async () => {
    await deleteBucket(world, world.backend.stateBucket);

    const { findings = [] } = await lastHeld('sound-prod');

    expect(findings).toContainEqual(
      expect.objectContaining({ id: 'TargetMissing', subject: expect.stringContaining(world.backend.stateBucket) }),
    );
  });
});
