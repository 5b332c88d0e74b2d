import { stripVTControlCharacters } from 'node:util';

/** Rows as lines whose columns begin under each other; colours take no room. The last column is not padded. */
export function alignColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => widthOf(row[column]))));
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
      .join('  ')
      .trimEnd(),
  );
}

function widthOf(cell = ''): number {
  return Array.from(stripVTControlCharacters(cell)).length;
}
