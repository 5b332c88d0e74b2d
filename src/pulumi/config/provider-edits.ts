import { type Document, isMap, isNode, isScalar, type Pair, type YAMLMap } from 'yaml';
import type { TextEdit } from '#src/pulumi/config/text-edit.ts';
import { configKeysOf, type ProviderKey } from '#src/pulumi/secrets/provider-key.ts';

/** What makes a config file name the provider of its secrets: its keys set, and those of another provider taken away. */
export function providerEdits({ contents }: Document.Parsed, text: string, key: ProviderKey): readonly TextEdit[] {
  const keys = Object.entries(configKeysOf(key));
  const wanted = Object.fromEntries(keys.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  const unwanted = keys.flatMap(([name, value]) => (value === undefined ? [name] : []));
  const map = isMap(contents) && contents.items.length > 0 ? contents : undefined;
  if (!map) return [emptyEdit(contents, text, linesOf(wanted))];
  const set: TextEdit[] = [];
  const missing: Record<string, string> = {};
  for (const [name, value] of Object.entries(wanted)) {
    const span = spanOfValue(pairOf(map, name));
    if (span) set.push({ ...span, text: value });
    else missing[name] = value;
  }
  return [...set, ...additions(map, text, missing), ...unwanted.flatMap((name) => removal(map, text, name))];
}

function emptyEdit(contents: Document.Parsed['contents'], text: string, lines: string): TextEdit {
  if (isMap(contents)) return { start: contents.range[0], end: contents.range[1], text: lines };
  return atEnd(text, lines);
}

function additions(map: YAMLMap, text: string, missing: Readonly<Record<string, string>>): readonly TextEdit[] {
  const entries = Object.entries(missing);
  const start = map.range?.[0] ?? 0;
  if (entries.length === 0) return [];
  if (map.flow) {
    const members = entries.map(([key, value]) => `${key}: ${JSON.stringify(value)}, `).join('');
    return [{ start: start + 1, end: start + 1, text: members }];
  }
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return [atEnd(text, linesOf(missing, indent))];
}

function removal(map: YAMLMap, text: string, name: string): readonly TextEdit[] {
  const pair = pairOf(map, name);
  const key = isNode(pair?.key) ? pair.key.range : undefined;
  const value = spanOfValue(pair);
  if (!key || !value) return [];
  const lineEnd = text.indexOf('\n', value.end);
  return [{ start: key[0], end: lineEnd < 0 ? text.length : lineEnd + 1, text: '' }];
}

function pairOf(map: YAMLMap, name: string): Pair | undefined {
  return map.items.find(({ key }) => isScalar(key) && key.value === name);
}

function spanOfValue(pair: Pair | undefined): { start: number; end: number } | undefined {
  const range = isNode(pair?.value) ? pair.value.range : undefined;
  return range ? { start: range[0], end: range[1] } : undefined;
}

function atEnd(text: string, lines: string): TextEdit {
  const lineBreak = text === '' || text.endsWith('\n') ? '' : '\n';
  return { start: text.length, end: text.length, text: `${lineBreak}${lines}\n` };
}

/** The values are plain YAML: neither a URL nor base64 nor a salt holds a colon and a space, or a hash after one. */
function linesOf(keys: Readonly<Record<string, string>>, indent = ''): string {
  return Object.entries(keys)
    .map(([key, value]) => `${indent}${key}: ${value}`)
    .join('\n');
}
