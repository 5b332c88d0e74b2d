import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO_TENANTS } from '#local/fleet/tenants.ts';
import { startWorld, type World } from '#local/world/start-world.ts';
import { BUILTIN_PROJECT, writeBuiltinProgram } from '#test/support/builtin-program.ts';
import { scratchDir } from '#test/support/judges.ts';
import { StateBucket } from '#test/support/state-bucket.ts';
import { targetCli } from '#test/support/target-cli.ts';
import { fleetInhabitant, moveTenants } from '#test/support/world-tenants.ts';

const STACK = `organization/${BUILTIN_PROJECT}/prod`;
const LOCKS = `.pulumi/locks/${STACK}/`;
const TENANTS = DEMO_TENANTS.slice(0, 1).map((tenant) => ({
  ...tenant,
  stack: { organization: 'acme', project: BUILTIN_PROJECT, stack: 'prod' },
}));
const NAMES = TENANTS.map(({ name }) => name);

describe('a stack of the target that the real Pulumi CLI has locked', () => {
  let scratch: Awaited<ReturnType<typeof scratchDir>>;
  let world: World;
  let bucket: StateBucket;

  beforeAll(async () => {
    scratch = await scratchDir();
    world = await startWorld({ organization: 'acme', inhabitants: TENANTS.map(fleetInhabitant) });
    bucket = new StateBucket(world);
    await leaveLockOfCli();
  });

  afterAll(async () => {
    await world.close();
    await scratch.dispose();
  });

  /** A colleague's CLI makes the stack and cannot give its lock back; then somebody tidies up all but the lock. */
  async function leaveLockOfCli(): Promise<void> {
    const secretsUrl = `awskms:///${world.backend.secretsKeyArn}?region=us-east-1`;
    const program = await writeBuiltinProgram(path.join(scratch.dir, 'program'));
    const cli = targetCli(world, { home: path.join(scratch.dir, 'home'), s3: world.faultyS3.endpoint });
    world.faultyS3.inject({ drop: { method: 'DELETE', key: /^\.pulumi\/locks\//, moment: 'before', times: 100 } });
    await cli.run(['stack', 'init', STACK, '--secrets-provider', secretsUrl], { cwd: program });
    world.faultyS3.inject({});
    await bucket.delete(await bucket.list('.pulumi/stacks/'));
  }

  it('is left alone: the run is held, names who holds the lock, and touches nothing', async () => {
    const [lock] = await bucket.everUnder(LOCKS);
    const { username, hostname, pid } = JSON.parse(lock ?? '{}');

    const [record] = await moveTenants(world, NAMES);

    expect(record).toMatchObject({
      status: 'held',
      active: 'source',
      reason: expect.stringContaining(`StackLocked: the target’s lock is held by ${username}@${hostname} (pid ${pid})`),
    });
    expect(await bucket.everUnder(LOCKS)).toEqual([lock]);
    expect(await bucket.list('.pulumi/stacks/')).toEqual([]);
  });

  it('moves once the lock is gone', async () => {
    await bucket.delete(await bucket.list(LOCKS));

    const [record] = await moveTenants(world, NAMES);

    expect(record).toMatchObject({ status: 'migrated', attempt: 1 });
  });
});
