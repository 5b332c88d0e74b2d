import { z } from 'zod';
import type { RawResponse } from '#src/kubernetes/cluster.ts';

const statusSchema = z.looseObject({
  kind: z.literal('Status'),
  message: z.string().optional(),
  reason: z.string().optional(),
  metadata: z.looseObject({ continue: z.string().optional() }).optional(),
});

/** The API server's word on a failure, when the body is one: a 429 of fairness and a proxy's 502 are plain text. */
export function readStatus({ body }: RawResponse): z.infer<typeof statusSchema> | undefined {
  try {
    return statusSchema.safeParse(JSON.parse(Buffer.from(body).toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

/** A sentence for a person, never longer than one. */
export function readMessage(answer: RawResponse): string {
  const text = readStatus(answer)?.message ?? Buffer.from(answer.body).toString('utf8');
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 300);
}

/** Kubernetes sends whole seconds. */
export function readRetryAfterMs({ headers }: RawResponse): number | undefined {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
