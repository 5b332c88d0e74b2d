/** What the API server does wrong to requests whose path begins so, `times` times. */
export interface Fault {
  readonly path: string;
  readonly times: number;
  readonly kind:
    | 'throttled' // 429 of priority and fairness: plain text
    | 'unauthorized'
    | 'forbidden'
    | 'unavailable'
    | 'expired' // 410, to requests that bear a continue token
    | 'reset'; // the connection ends without an answer
  readonly retryAfterSeconds?: number | undefined;
}

export interface FaultBook {
  add(fault: Fault): void;
  /** The fault this request meets, counted down. */
  take(path: string): Fault | undefined;
}

export function faultBook(faults: readonly Fault[]): FaultBook {
  const pending = faults.map((fault) => ({ fault, left: fault.times }));
  return {
    add: (fault) => {
      pending.push({ fault, left: fault.times });
    },
    take: (path) => {
      const met = pending.find(({ fault, left }) => left > 0 && path.startsWith(fault.path) && applies(fault, path));
      if (met) met.left -= 1;
      return met?.fault;
    },
  };
}

function applies(fault: Fault, path: string): boolean {
  return fault.kind !== 'expired' || path.includes('continue=');
}
