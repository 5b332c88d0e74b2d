import { RecordMoved } from '#src/errors.ts';
import type { TrackingStore } from '#src/tracking/tracking-store.ts';
import type { Slots } from '#src/tracking/wave.ts';

/** All tenants of a wave ask at once, so that a write often finds that another one was first. */
const MOST_TRIES = 12;

/**
 * Reads a group's slots, changes them and puts them back, again and again until nobody came in between. `change` is given
 * undefined where the group has none yet, and returns what it was given where nothing is to be written.
 */
export async function changeSlots<Next extends { readonly slots: Slots | undefined }>(
  group: string,
  change: (slots: Slots | undefined) => Next | Promise<Next>,
  tracking: TrackingStore,
): Promise<Next> {
  for (let tries = 1; ; tries++) {
    const read = await tracking.readSlots(group);
    const next = await change(read);
    if (!next.slots || next.slots === read) return next;
    try {
      await tracking.putSlots(next.slots);
      return next;
    } catch (error) {
      if (!(error instanceof RecordMoved) || tries >= MOST_TRIES) throw error;
    }
  }
}
