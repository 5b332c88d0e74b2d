import type { DemoDeployment } from '#local/demo/deployments.ts';
import { commandAsker } from '#src/aws/invoke-command.ts';

/** Of each group: more at once only wait for each other, as the local AWS is one process and each step another. */
const SLOTS = 2;

/** Starts one wave per region group, as the command line does. */
export async function startWaves({ world, tenants }: DemoDeployment): Promise<void> {
  const ask = commandAsker(world.clients.lambda, world.pipeline.command);
  const groups = Map.groupBy(tenants, ({ group }) => group);
  for (const [group, members] of groups) {
    await ask({ command: 'slots', group, slots: SLOTS });
    await ask({ command: 'startWave', group, tenants: members.map(({ name }) => name), wave: `${group}-demo` });
  }
}
