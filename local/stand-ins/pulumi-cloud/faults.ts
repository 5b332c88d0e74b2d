import { setTimeout as delay } from 'node:timers/promises';
import { Refusal } from './refusal.ts';

/** Trouble the stand-in makes on demand: slowness, throttling, outages. Counts are of requests still to be refused. */
export class Faults {
  /** Added to every answer. */
  latencyMs = 0;
  /** Larger bodies (in characters, uncompressed) answer 413, as the service does with too large a batch. */
  largestBody = Number.POSITIVE_INFINITY;
  #throttled = { requests: 0, retryAfterSeconds: 0 };
  #failing = 0;

  /** The next requests answer 429. */
  throttle(throttled: { readonly requests: number; readonly retryAfterSeconds: number }): void {
    this.#throttled = { ...throttled };
  }

  /** The next requests answer 503. */
  fail(requests: number): void {
    this.#failing = requests;
  }

  async meet(bodySize: number): Promise<void> {
    if (this.latencyMs > 0) await delay(this.latencyMs);
    if (this.#throttled.requests > 0) {
      this.#throttled.requests -= 1;
      throw new Refusal(429, 'Too Many Requests', { 'retry-after': String(this.#throttled.retryAfterSeconds) });
    }
    if (this.#failing > 0) {
      this.#failing -= 1;
      throw new Refusal(503, 'Service Unavailable');
    }
    if (bodySize > this.largestBody) throw new Refusal(413, 'Content Too Large');
  }
}
