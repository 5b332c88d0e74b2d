import type { Ports } from '#src/migration/ports.ts';

/** Stands around one call to the outside, given its number over all ports; decides whether and when it happens. */
export type AroundCall = (call: number, answer: () => unknown) => unknown;

/** Ports through which every call to the outside is counted and goes by way of `around`. */
export function guardedPorts<P extends Ports>(
  ports: P,
  around: AroundCall,
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
          return around(++calls, answer);
        };
      },
    });
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
