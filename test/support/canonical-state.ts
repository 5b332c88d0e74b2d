const SIGNATURE = '4dabf18193072939515e22adb298388d';
const SECRET = '1b47061264138c4ac30d75fd1eb44270';
/** Members whose insides are compared whole, empty or not. */
const PROPERTY_VALUES = new Set(['inputs', 'outputs', 'replacementTrigger', 'propertyDependencies']);

/**
 * A state as text that is equal for equal states, whoever wrote it: keys sorted, what a writer may omit omitted
 * (absent, null, false and empty are one), the text inside secrets read rather than compared. The secrets provider is left out:
 * it is what a migration is meant to change. Takes the output of `stack export --show-secrets`.
 */
export function canonicalState(exported: string): string {
  const untyped: Record<string, unknown> = JSON.parse(exported);
  const { secrets_providers: _provider, ...deployment } = objectOf(untyped['deployment']);
  return JSON.stringify(sorted(envelope({ ...untyped, deployment })), undefined, 1);
}

/** Members of the state's own shape, where absent and empty say the same. */
function envelope(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(envelope);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, inner]): [string, unknown] => [
    name,
    PROPERTY_VALUES.has(name) ? propertyValue(inner) : envelope(inner),
  ]);
  return Object.fromEntries(members.filter(([, inner]) => !isEmpty(inner)));
}

function propertyValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(propertyValue);
  if (typeof value !== 'object' || value === null) return value;
  const { [SIGNATURE]: signature, plaintext } = objectOf(value);
  if (signature === SECRET && typeof plaintext === 'string') return { secret: propertyValue(JSON.parse(plaintext)) };
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, propertyValue(inner)]));
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  // A Map keeps "10" behind "2"; pairs of a list are never reordered.
  return Object.entries(value)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, inner]) => [name, sorted(inner)]);
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
