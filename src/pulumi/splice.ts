/** A stretch of a state and what takes its place. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies edits that do not overlap; every byte outside them stays as it is. */
export function splice(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  let position = 0;
  for (const { start, end, text } of edits.toSorted((left, right) => left.start - right.start)) {
    pieces.push(bytes.subarray(position, start), Buffer.from(text));
    position = end;
  }
  return Buffer.concat([...pieces, bytes.subarray(position)]);
}
