/** A stretch of a text and what takes its place. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies edits that do not overlap, in whatever order they come. */
export function spliceText(text: string, edits: readonly TextEdit[]): string {
  const pieces: string[] = [];
  let position = 0;
  for (const { start, end, text: replacement } of edits.toSorted((left, right) => left.start - right.start)) {
    pieces.push(text.slice(position, start), replacement);
    position = end;
  }
  return pieces.join('') + text.slice(position);
}
