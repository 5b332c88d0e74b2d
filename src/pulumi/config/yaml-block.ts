import type { JsonNode } from '#src/pulumi/format/json-tree.ts';

/** Keys that every reader of YAML takes for the text they are. */
const PLAIN_KEY = /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[A-Za-z_](?:[\w./-]|:(?=\S))*$/i;

/**
 * A JSON value as block YAML that begins after its key. Every string is quoted, because readers disagree on which plain texts
 * are numbers or dates; numbers stay the text they are.
 */
export function yamlBlock(node: JsonNode, indent: string): string {
  switch (node.kind) {
    case 'literal':
      return ` ${node.text}`;
    case 'string':
      return ` ${quoted(node.value)}`;
    case 'array': {
      if (node.items.length === 0) return ' []';
      return node.items.map((item) => `\n${indent}-${yamlBlock(item, `${indent}  `)}`).join('');
    }
    case 'object': {
      if (node.members.length === 0) return ' {}';
      return node.members
        .map(({ key, value }) => `\n${indent}${yamlKey(key)}:${yamlBlock(value, `${indent}  `)}`)
        .join('');
    }
  }
}

export function yamlKey(key: string): string {
  return PLAIN_KEY.test(key) ? key : quoted(key);
}

/** JSON's quotes are YAML's, but for the characters that YAML wants escaped and JSON does not. */
export function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
