/** What a live view draws on: `process.stderr` is one. Its size is read at every drawing, because windows are resized. */
export interface Screen {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

export interface LiveView {
  /** Shows these lines instead of the ones before. */
  update(lines: readonly string[]): void;
  /** Says something that stays. */
  note(line: string): void;
  /** Leaves the last lines where they stand and gives the cursor back. */
  close(): void;
}

/**
 * With a terminal: lines redrawn in place, never wider or taller than the screen. Without one: each line that was not
 * among the lines before, once, so that a log keeps one line per change.
 */
export function createLiveView(screen: Screen): LiveView {
  return screen.isTTY ? redrawn(screen) : appended(screen);
}

function appended(screen: Screen): LiveView {
  let shown: readonly string[] = [];
  return {
    update(lines) {
      for (const line of lines) if (!shown.includes(line)) screen.write(`${line}\n`);
      shown = lines;
    },
    note: (line) => screen.write(`${line}\n`),
    close: () => undefined,
  };
}

const ESCAPE = '\u001B';
const HIDE_CURSOR = `${ESCAPE}[?25l`;
const SHOW_CURSOR = `${ESCAPE}[?25h`;
const CLEAR_TO_END_OF_LINE = `${ESCAPE}[K`;
const CLEAR_BELOW = `${ESCAPE}[J`;

function redrawn(screen: Screen): LiveView {
  let shown: readonly string[] = [];
  let height = 0;
  // One write per drawing: a terminal that paints in between shows no half of it.
  const draw = (above: readonly string[]) => {
    const lines = fitToScreen(shown, screen);
    const up = height > 0 ? `${ESCAPE}[${height}A` : '';
    const text = [...above, ...lines].map((line) => `${line}${CLEAR_TO_END_OF_LINE}\n`).join('');
    screen.write(`${HIDE_CURSOR}${up}\r${text}${CLEAR_BELOW}`);
    height = lines.length;
  };
  return {
    update(lines) {
      shown = lines;
      draw([]);
    },
    note: (line) => draw([line]),
    close: () => screen.write(SHOW_CURSOR),
  };
}

/** The last row stays free for the cursor; what does not fit is counted. */
function fitToScreen(lines: readonly string[], { columns = 80, rows = 24 }: Screen): readonly string[] {
  const room = Math.max(1, rows - 1);
  const kept = lines.length > room ? [...lines.slice(0, room - 1), `… ${lines.length - room + 1} more`] : lines;
  return kept.map((line) => cutToWidth(line, columns));
}

/** Colours take no room, so they are kept whole and closed after the cut. */
export function cutToWidth(line: string, columns: number): string {
  const [first = '', ...coloured] = line.split(ESCAPE);
  let room = columns;
  const cut = (text: string) => {
    const kept = Array.from(text).slice(0, room);
    room -= kept.length;
    return kept.join('');
  };
  const begin = cut(first);
  const rest = coloured.map((piece) => {
    const colour = /^\[[\d;]*m/.exec(piece)?.[0] ?? '';
    return `${ESCAPE}${colour}${cut(piece.slice(colour.length))}`;
  });
  return [begin, ...rest].join('');
}
