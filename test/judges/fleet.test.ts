import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tenantStack } from '#local/fleet/fleet-stack.ts';
import { DEMO_TENANTS, type DemoTenant } from '#local/fleet/tenants.ts';
import { type PulumiCloud, startPulumiCloud } from '#local/stand-ins/pulumi-cloud/start-pulumi-cloud.ts';
import { formatStackRef } from '#src/stack-ref.ts';
import { canonicalState } from '#test/support/canonical-state.ts';
import { allJudges, judgesDir, scratchDir } from '#test/support/judges.ts';
import { PulumiCli } from '#test/support/pulumi-cli.ts';

const TOKEN = 'pul-judges';
const TENANTS: readonly DemoTenant[] = [...DEMO_TENANTS, ...(allJudges() ? giants() : [])];

/** As large as states get: a long proof. */
function giants(): readonly DemoTenant[] {
  return DEMO_TENANTS.slice(0, 1).map((tenant) => ({
    ...tenant,
    name: 'yew-prod',
    stack: { ...tenant.stack, stack: 'yew-prod' },
    size: { resources: 10_000, secrets: 1200 },
  }));
}

describe('the demo fleet, read by the real Pulumi CLI', () => {
  let cloud: PulumiCloud;
  let cli: PulumiCli;
  let scratch: Awaited<ReturnType<typeof scratchDir>>;

  beforeAll(async () => {
    scratch = await scratchDir();
    cloud = await startPulumiCloud({ token: TOKEN, organization: 'acme' });
    for (const tenant of TENANTS) cloud.addStack(tenantStack(tenant));
    const home = path.join(scratch.dir, 'home');
    cli = new PulumiCli({ binaries: judgesDir(), home, backendUrl: cloud.url, accessToken: TOKEN });
    // Secrets of a state are read with the saved credentials of the service that the state names.
    await cli.run(['login', cloud.url]);
  });

  afterAll(async () => {
    await cloud.close();
    await scratch.dispose();
  });

  it('is listed with its sizes', async () => {
    const listed = await cli.listStacks();

    expect(listed).toEqual(
      TENANTS.map(({ stack, size }) =>
        expect.objectContaining({ name: formatStackRef(stack), resourceCount: size.resources }),
      ),
    );
  });

  it.each(TENANTS)('$name answers its history with the configuration of its updates', async ({ stack }) => {
    const history = await cli.run(['stack', 'history', '--stack', formatStackRef(stack), '--json']);

    expect(JSON.parse(history)).toHaveLength(5);
  });

  it.each(TENANTS)('$name passes the engine’s integrity check, and every secret can be read', async ({ stack }) => {
    const name = formatStackRef(stack);
    const before = await cli.exportStack(name);
    const file = path.join(scratch.dir, `${stack.stack}.json`);
    await cli.run(['stack', 'export', '--stack', name, '--file', file]);

    await cli.run(['stack', 'import', '--stack', name, '--file', file]);

    expect(canonicalState(await cli.exportStack(name))).toBe(canonicalState(before));
  });
});
