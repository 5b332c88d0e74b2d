import { createHash } from 'node:crypto';
import { z } from 'zod';

/** What happened, in words a person reads in `explain`. Never a secret or a piece of state. */
export const noteSchema = z.strictObject({
  event: z.string(),
  at: z.iso.datetime(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});

export type Note = z.infer<typeof noteSchema>;

export const journalEntrySchema = z.strictObject({
  ...noteSchema.shape,
  tenant: z.string(),
  /** The record version this entry came with; also its place in the journal. */
  sequence: z.int().positive(),
  /** Hash of the entry before; 64 zeros for the first. */
  previous: z.string(),
  /** SHA-256 over everything above. */
  hash: z.string(),
});

export type JournalEntry = z.infer<typeof journalEntrySchema>;

export const FIRST_HASH = '0'.repeat(64);

export function chainEntry(link: { tenant: string; sequence: number; previous: string }, note: Note): JournalEntry {
  const entry = { ...note, ...link };
  return { ...entry, hash: hashOf(entry) };
}

/** The sequence number of the first entry that does not follow from the one before; undefined = the chain is whole. */
export function findBrokenLink(entries: readonly JournalEntry[]): number | undefined {
  let previous = FIRST_HASH;
  for (const { hash, ...entry } of entries) {
    if (entry.previous !== previous || hash !== hashOf(entry)) return entry.sequence;
    previous = hash;
  }
  return undefined;
}

function hashOf({ tenant, sequence, previous, event, at, detail }: Omit<JournalEntry, 'hash'>): string {
  const ordered = Object.entries(detail).toSorted(([left], [right]) => (left < right ? -1 : 1));
  const text = JSON.stringify([tenant, sequence, previous, event, at, ordered]);
  return createHash('sha256').update(text).digest('hex');
}
