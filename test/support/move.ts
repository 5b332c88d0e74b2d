import { backUp } from '#src/migration/back-up.ts';
import { cutOver } from '#src/migration/cut-over.ts';
import { exportStack } from '#src/migration/export-stack.ts';
import { importStack } from '#src/migration/import-stack.ts';
import type { Ports } from '#src/migration/ports.ts';
import { preflight } from '#src/migration/preflight.ts';
import { validate } from '#src/migration/validate.ts';
import { PREFLIGHT, RUN } from '#test/support/memory-ports.ts';

/** The steps of a move in their order, as migrate-tenant takes them. */
export const STEPS = {
  preflight: async (ports: Ports) => await preflight(PREFLIGHT, ports),
  backup: async (ports: Ports) => await backUp(RUN, ports),
  export: async (ports: Ports) => await exportStack(RUN, ports),
  import: async (ports: Ports) => await importStack(RUN, ports),
  validate: async (ports: Ports) => await validate(RUN, ports),
  cutover: async (ports: Ports) => await cutOver(RUN, ports),
} as const;

export type MoveStep = keyof typeof STEPS;

/** Takes every step up to and with `last`. */
export async function moveUpTo(last: MoveStep, ports: Ports): Promise<void> {
  for (const [name, take] of Object.entries(STEPS)) {
    await take(ports);
    if (name === last) return;
  }
}
