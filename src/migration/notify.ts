import { z } from 'zod';
import { advance } from '#src/migration/advance.ts';
import type { Ports } from '#src/migration/ports.ts';
import type { Note } from '#src/tracking/journal.ts';

const told = {
  event: z.string(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
};

/** About a tenant, or about a wave. */
export const notificationSchema = z.union([
  z.strictObject({ tenant: z.string(), ...told }),
  z.strictObject({ wave: z.string(), ...told }),
]);

export type Notification = z.infer<typeof notificationSchema>;

type NotifyPorts = Pick<Ports, 'tracking' | 'clock'>;

/** First version of telling people: an entry in the journal. Telling twice in a row is told once. */
export async function notify(notification: Notification, ports: NotifyPorts): Promise<{ readonly outcome: 'Told' }> {
  const { event, detail } = notification;
  const note = { event: `told:${event}`, at: ports.clock.now().toISOString(), detail: { ...detail } };
  if ('wave' in notification) await noteInWave(notification.wave, note, ports);
  else await noteInJournal(notification.tenant, note, ports);
  return { outcome: 'Told' };
}

async function noteInJournal(tenant: string, note: Note, { tracking }: NotifyPorts): Promise<void> {
  const last = (await tracking.readJournal(tenant)).at(-1);
  if (!isRepeated(last, note)) await advance(tracking, { before: await tracking.readRecord(tenant), set: {}, note });
}

async function noteInWave(name: string, note: Note, { tracking }: NotifyPorts): Promise<void> {
  const wave = await tracking.readWave(name);
  // One that was held before it was claimed has no place for a note; the execution's output says why.
  if (wave && !isRepeated(wave.notes.at(-1), note)) {
    await tracking.putWave({ ...wave, notes: [...wave.notes, note] });
  }
}

function isRepeated(last: Note | undefined, note: Note): boolean {
  return last?.event === note.event && JSON.stringify(last.detail) === JSON.stringify(note.detail);
}
