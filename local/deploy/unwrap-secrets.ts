import { runtime } from '@pulumi/pulumi';

/** A value as it came over Pulumi's wire, its secrets no longer marked as such. */
export function unwrapSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrapSecrets);
  if (!isPlainObject(value)) return value;
  if (value[runtime.specialSigKey] === runtime.specialSecretSig) return unwrapSecrets(value['value']);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, unwrapSecrets(member)]));
}

/** Assets and archives are objects of classes and stay as they are. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
