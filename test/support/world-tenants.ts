import { tenantStack } from '#local/fleet/fleet-stack.ts';
import type { DemoTenant } from '#local/fleet/tenants.ts';
import type { Inhabitant, World } from '#local/world/start-world.ts';
import type { StackRef } from '#src/stack-ref.ts';
import type { TenantRecord } from '#src/tracking/tenant-record.ts';
import { endOf, settled, start } from '#test/support/world-runs.ts';

/** A tenant of the demo's fleet as it lives in a world, its stack in the cloud. */
export function fleetInhabitant(tenant: DemoTenant): Inhabitant {
  const { name, variant, group, stack, region } = tenant;
  return { tenant: { tenant: name, variant, group, stack }, region, seed: tenantStack(tenant) };
}

/** A tenant whose stack somebody makes in the cloud once the world is up. */
export function lateInhabitant(tenant: string, stack: StackRef): Inhabitant {
  return { tenant: { tenant, variant: 'standard', group: 'americas', stack }, region: 'us-east-1' };
}

/** Starts the tenants' runs and waits until each has come to an end of its own, its soak included. */
export async function moveTenants(world: World, tenants: readonly string[]): Promise<readonly TenantRecord[]> {
  const executions = await Promise.all(tenants.map(async (tenant) => await start(world, tenant)));
  // A tenant that stands still may be one whose run has not begun.
  await Promise.all(executions.map(async (execution) => await endOf(world, execution)));
  return await Promise.all(
    tenants.map(async (tenant) => await settled(world, tenant, 'migrated', 'rolledBack', 'held', 'quarantined')),
  );
}
