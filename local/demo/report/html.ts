/** Markup that may stand in a page as it is. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Html | string | number | undefined | readonly Content[];

/** Markup with values in it; whatever is not markup itself is escaped. */
export function html(markup: TemplateStringsArray, ...values: readonly Content[]): Html {
  const parts = markup.map((text, index) => text + renderContent(values[index]));
  return new Html(parts.join(''));
}

function renderContent(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Html) return content.text;
  if (typeof content === 'object') return content.map(renderContent).join('');
  return String(content).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
