/** An answer that is not a success, in the service's own words where the CLI reads them. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

export function notFound(what: string): Refusal {
  return new Refusal(404, `Not Found: ${what}`);
}

export function badRequest(why: string): Refusal {
  return new Refusal(400, `Bad Request: ${why}`);
}

export function conflict(why: string): Refusal {
  return new Refusal(409, `Conflict: ${why}`);
}
