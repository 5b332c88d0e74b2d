import type { Ports } from '#src/migration/ports.ts';
import { guardedPorts } from '#test/support/guarded-ports.ts';

/**
 * Ports through which every call to the outside is counted, and which before one of them let something else happen: what
 * a handler meets that outlives its execution.
 */
export function overtakenPorts<P extends Ports>(
  ports: P,
  overtaken?: { readonly before: number; readonly by: () => Promise<void> },
): { readonly ports: P; readonly calls: () => number } {
  return guardedPorts(ports, async (call, answer) => {
    if (call === overtaken?.before) await overtaken.by();
    return await answer();
  });
}
