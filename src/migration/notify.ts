import { z } from 'zod';
import { advance } from '#src/migration/advance.ts';
import type { Ports } from '#src/migration/ports.ts';

export const notificationSchema = z.strictObject({
  tenant: z.string(),
  event: z.string(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});

export type Notification = z.infer<typeof notificationSchema>;

/** First version of telling people: an entry in the tenant's journal. Telling twice in a row is told once. */
export async function notify(
  { tenant, event, detail }: Notification,
  { tracking, clock }: Pick<Ports, 'tracking' | 'clock'>,
): Promise<{ readonly outcome: 'Told' }> {
  const last = (await tracking.readJournal(tenant)).at(-1);
  const note = { event: `told:${event}`, at: clock.now().toISOString(), detail: { ...detail } };
  const isRepeated = last?.event === note.event && JSON.stringify(last.detail) === JSON.stringify(note.detail);
  if (!isRepeated) await advance(tracking, { before: await tracking.readRecord(tenant), set: {}, note });
  return { outcome: 'Told' };
}
