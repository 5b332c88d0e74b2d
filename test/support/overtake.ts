import type { Ports } from '#src/migration/ports.ts';

/**
 * Ports through which every call to the outside is counted, and which before one of them let something else happen: what
 * a handler meets that outlives its execution.
 */
export function overtakenPorts<P extends Ports>(
  ports: P,
  overtaken?: { readonly before: number; readonly by: () => Promise<void> },
): { readonly ports: P; readonly calls: () => number } {
  let calls = 0;
  const guard = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        // Making keys touches nothing outside.
        if (typeof member !== 'function' || name === 'keysOf') return member;
        return async (...given: unknown[]): Promise<unknown> => {
          if (++calls === overtaken?.before) await overtaken.by();
          return await member.apply(target, given);
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
