import type { Ports } from '#src/migration/ports.ts';
import type { RunRef } from '#src/run-ref.ts';

/** The ports as one run may use them: what a rehearsal takes for the target is its tenant's scratch. */
export function portsOf(run: RunRef, ports: Ports): Ports {
  return run.mode === 'rehearse' ? { ...ports, target: ports.openScratch(run.tenant) } : ports;
}
