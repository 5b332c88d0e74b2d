import { describe, expect, it } from '@jest/globals';
import { watch } from '#src/migration/watch.ts';
import { checkpointKey } from '#src/pulumi/target/layout.ts';
import { memoryPorts, RUN, refused } from '#test/support/memory-ports.ts';
import { moveUpTo } from '#test/support/move.ts';
import { aTenant } from '#test/support/tenant.ts';

const SOAK = 'arn:aws:states:us-east-1:000000000000:execution:soak-tenant:one';
const PLAN = { soakMinutes: 30, sampleMinutes: 15 };
const ASKED = { tenant: RUN.tenant, execution: SOAK, lost: null };

async function soakingPorts() {
  const ports = await memoryPorts();
  await moveUpTo('cutover', ports);
  return ports;
}

describe('watch', () => {
  it('samples until the soak has passed, then promotes', async () => {
    const ports = await soakingPorts();

    const outcomes = [];
    for (let sample = 0; sample < 3; sample++) {
      outcomes.push(await watch(ASKED, PLAN, ports));
      await ports.clock.sleep(PLAN.sampleMinutes * 60_000);
    }

    expect(outcomes).toEqual([
      { outcome: 'Soaking', samples: 1, waitSeconds: 900 },
      { outcome: 'Soaking', samples: 2, waitSeconds: 900 },
      { outcome: 'Migrated', samples: 3 },
    ]);
    expect(await ports.tracking.readRecord(RUN.tenant)).toMatchObject({ status: 'migrated', active: 'target' });
  });

  it.each([
    ['the source moved', 'source is bad: split brain', async (ports: Soaking) => void ports.source.version++],
    ['the target lost the stack', 'target is bad', async (ports: Soaking) => await loseTarget(ports)],
    ['deployers are told otherwise', 'publication is bad', async (ports: Soaking) => await republish(ports)],
  ])('holds the tenant when %s', async (_, reason, spoil) => {
    const ports = await soakingPorts();
    await spoil(ports);

    expect(await watch(ASKED, PLAN, ports)).toMatchObject({ outcome: 'Held', reason: expect.stringContaining(reason) });
    expect(await ports.tracking.readRecord(RUN.tenant)).toMatchObject({ status: 'held', active: 'target' });
  });

  it('takes a look that fails for unknown, and unknown never for good', async () => {
    const ports = await soakingPorts();
    const blind = { ...ports, openCluster: async () => refused() };

    expect(await watch(ASKED, PLAN, blind)).toMatchObject({
      outcome: 'Held',
      reason: expect.stringContaining('cluster is unknown'),
    });
  });

  it('lets no second soak in, but the one that replaces a lost one', async () => {
    const ports = await soakingPorts();
    await watch(ASKED, PLAN, ports);

    expect(await watch({ ...ASKED, execution: `${SOAK}-second` }, PLAN, ports)).toMatchObject({
      outcome: 'AlreadyClaimed',
    });
    expect(await watch({ ...ASKED, execution: `${SOAK}-second`, lost: SOAK }, PLAN, ports)).toMatchObject({
      outcome: 'Soaking',
      samples: 2,
    });
  });

  it('promotes by time, however many samples were taken', async () => {
    const ports = await soakingPorts();

    for (let sample = 0; sample < 10; sample++) {
      expect(await watch(ASKED, PLAN, ports)).toMatchObject({ outcome: 'Soaking' });
    }
  });

  it('goes on when the soak that replaced a lost one is lost before its first sample', async () => {
    const ports = await soakingPorts();
    await watch(ASKED, PLAN, ports);

    const third = await watch({ ...ASKED, execution: `${SOAK}-third`, lost: `${SOAK}-second` }, PLAN, ports);

    expect(third).toMatchObject({ outcome: 'Soaking', samples: 2 });
  });

  it('goes on after a hold when a person starts it again, and not by itself', async () => {
    const ports = await soakingPorts();
    await watch(ASKED, PLAN, { ...ports, openCluster: async () => refused() });

    expect(await watch({ ...ASKED, lost: SOAK }, PLAN, ports)).toMatchObject({ outcome: 'NotSoaking' });
    expect(await watch(ASKED, PLAN, ports)).toMatchObject({ outcome: 'Soaking' });
    expect(await ports.tracking.readRecord(RUN.tenant)).toMatchObject({ status: 'soaking' });
  });

  it('sees a deploy through the new backend as good news', async () => {
    const ports = await soakingPorts();
    ports.objects.write(checkpointKey(aTenant().stack), Buffer.from('{"version":3,"checkpoint":{"latest":{}}}'));

    expect(await watch(ASKED, PLAN, ports)).toMatchObject({ outcome: 'Soaking' });
  });

  it('watches only tenants that were cut over', async () => {
    const ports = await memoryPorts();

    expect(await watch(ASKED, PLAN, ports)).toMatchObject({ outcome: 'NotSoaking' });
  });
});

type Soaking = Awaited<ReturnType<typeof soakingPorts>>;

async function loseTarget({ objects }: Soaking): Promise<void> {
  const found = await objects.read(checkpointKey(aTenant().stack));
  if (found) await objects.delete([found]);
}

async function republish({ publisher }: Soaking): Promise<void> {
  const { stack } = aTenant();
  await publisher.freeze(stack, RUN);
  await publisher.publish(stack, { active: 'source', backendUrl: 'https://api.pulumi.example', stack: 'x', run: RUN });
}
