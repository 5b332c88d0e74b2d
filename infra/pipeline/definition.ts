import { readFileSync } from 'node:fs';

/** Values of the placeholders `${name}` in a machine's definition. */
export type Placeholders = Readonly<Record<string, string>>;

export type MachineName = 'run-wave' | 'migrate-tenant' | 'soak-tenant' | 'rollback-tenant';

/** The definition of a machine as deployed. Throws when it names a placeholder that has no value. */
export function renderDefinition(machine: MachineName, values: Placeholders): string {
  const file = new URL(`../../statemachine/${machine}.asl.json`, import.meta.url);
  const definition: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return JSON.stringify(fillPlaceholders(definition, values));
}

/** Fills in strings only after parsing: a value may itself hold quotes, as JSON inside an expression does. */
export function fillPlaceholders(node: unknown, values: Placeholders): unknown {
  if (typeof node === 'string') return fillText(node, values);
  if (Array.isArray(node)) return node.map((item) => fillPlaceholders(item, values));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, fillPlaceholders(value, values)]));
}

function fillText(text: string, values: Placeholders): string {
  return text.replace(/\$\{(\w+)\}/g, (placeholder, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined) return value;
    const known = Object.keys(values).join(', ');
    throw new Error(`statemachine/: ${placeholder} has no value; known are ${known}.`);
  });
}
