import type { Ports } from '#src/migration/ports.ts';

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
  let calls = 0;
  const guard = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        // Making keys touches nothing outside.
        if (typeof member !== 'function' || name === 'keysOf') return member;
        return (...given: unknown[]) => {
          const answer = () => member.apply(target, given) as unknown; // whatever the port returns
          return counted(answer);
        };
      },
    });
  const counted = (answer: () => unknown): unknown => {
    calls++;
    if (point?.call === calls && point.moment === 'before') throw new Crash();
    const given = answer();
    if (point?.call !== calls) return given;
    return Promise.resolve(given).then(() => {
      throw new Crash();
    });
  };
  const { tracking, vault, target, keys, publisher } = ports;
  const guarded = {
    ...ports,
    tracking: guard(tracking),
    vault: guard(vault),
    target: guard(target),
    openScratch: (tenant: string) => guard(ports.openScratch(tenant)),
    keys: guard(keys),
    publisher: guard(publisher),
  };
  return { ports: guarded, calls: () => calls };
}

/** Before and after each of so many calls. */
export function allPoints(calls: number): readonly CrashPoint[] {
  const numbers = Array.from({ length: calls }, (_, index) => index + 1);
  return numbers.flatMap((call) => (['before', 'after'] as const).map((moment) => ({ call, moment })));
}
