import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { createLiveView, cutToWidth, type Screen } from '#src/cli/live-view.ts';

const ESCAPE = '\u001B';

describe('live view', () => {
  it('redraws its lines where they stand', () => {
    const { screen, written } = terminal({ columns: 40, rows: 10 });
    const view = createLiveView(screen);

    view.update(['one', 'two']);
    view.update(['three']);

    expect(written()[1]).toContain(`${ESCAPE}[2A`);
    expect(written()[1]).toContain('three');
    expect(written()[1]?.endsWith(`${ESCAPE}[J`)).toBe(true);
  });

  it('is never taller than the screen and says what it leaves out', () => {
    const { screen, written } = terminal({ columns: 40, rows: 4 });

    createLiveView(screen).update(['a', 'b', 'c', 'd', 'e']);

    expect(textOf(written()[0])).toEqual(['a', 'b', '… 3 more']);
  });

  it('follows a screen that has become smaller', () => {
    const size = { columns: 40, rows: 10 };
    const { screen, written } = terminal(size);
    const view = createLiveView(screen);
    view.update(['a', 'b', 'c']);

    size.rows = 3;
    view.update(['a', 'b', 'c']);

    expect(textOf(written()[1])).toEqual(['a', '… 2 more']);
  });

  it('keeps a note above the lines', () => {
    const { screen, written } = terminal({ columns: 40, rows: 10 });
    const view = createLiveView(screen);
    view.update(['one']);

    view.note('alder-prod was held');

    expect(textOf(written()[1])).toEqual(['alder-prod was held', 'one']);
  });

  it('gives the cursor back when it closes', () => {
    const { screen, written } = terminal({ columns: 40, rows: 10 });
    const view = createLiveView(screen);
    view.update(['one']);

    view.close();

    expect(written().at(-1)).toBe(`${ESCAPE}[?25h`);
  });

  it('writes each changed line once without a terminal', () => {
    const written: string[] = [];
    const view = createLiveView({ write: (text) => written.push(text) });

    view.update(['a soaking', 'b ready']);
    view.update(['a soaking', 'b soaking']);
    view.note('done');
    view.close();

    expect(written).toEqual(['a soaking\n', 'b ready\n', 'b soaking\n', 'done\n']);
  });
});

describe('cutting to a width', () => {
  it('keeps what stands before the first colour', () => {
    expect(cutToWidth(`ab ${ESCAPE}[31mcdef`, 5)).toBe(`ab ${ESCAPE}[31mcd`);
  });

  it('counts characters but no colours', () => {
    expect(cutToWidth(`${ESCAPE}[31mabcdef${ESCAPE}[39m`, 3)).toBe(`${ESCAPE}[31mabc${ESCAPE}[39m`);
  });
});

function terminal(size: { columns: number; rows: number }): {
  readonly screen: Screen;
  readonly written: () => readonly string[];
} {
  const written: string[] = [];
  const screen: Screen = {
    write: (text) => written.push(text),
    isTTY: true,
    get columns() {
      return size.columns;
    },
    get rows() {
      return size.rows;
    },
  };
  return { screen, written: () => written };
}

function textOf(drawing: string | undefined): readonly string[] {
  return stripVTControlCharacters(drawing ?? '')
    .replaceAll('\r', '')
    .split('\n')
    .slice(0, -1);
}
