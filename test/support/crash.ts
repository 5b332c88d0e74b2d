import type { Ports } from '#src/migration/ports.ts';
import { guardedPorts } from '#test/support/guarded-ports.ts';

/** A process that died: nothing after this point happened. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** Which call, counted over all ports, the process dies at, and whether the outside still saw it. */
export interface CrashPoint {
  readonly call: number;
  readonly moment: 'before' | 'after';
}

/** Ports through which every call to the outside is counted, and which die at one of them. */
export function crashingPorts<P extends Ports>(
  ports: P,
  point?: CrashPoint,
): { readonly ports: P; readonly calls: () => number } {
  return guardedPorts(ports, (call, answer) => {
    if (point?.call === call && point.moment === 'before') throw new Crash();
    const given = answer();
    if (point?.call !== call) return given;
    return Promise.resolve(given).then(() => {
      throw new Crash();
    });
  });
}

/** Before and after each of so many calls. */
export function allPoints(calls: number): readonly CrashPoint[] {
  const numbers = Array.from({ length: calls }, (_, index) => index + 1);
  return numbers.flatMap((call) => (['before', 'after'] as const).map((moment) => ({ call, moment })));
}
