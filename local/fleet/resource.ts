import type { Json, JsonObject } from '#local/stand-ins/pulumi-cloud/json.ts';
import type { StackRef } from '#src/stack-ref.ts';
import { seededUuid } from './seeded.ts';

/** One entry of a state's `resources`. */
export type StateResource = JsonObject & { readonly urn: string; readonly type: string; readonly id?: string };

/** A secret of the state, its plaintext (JSON text) still open; the service encrypts it. */
export function sealed(value: Json): JsonObject {
  return { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270', plaintext: JSON.stringify(value) };
}

/** `within` is the type of the parent component; children of the stack itself have none. */
export function urnOf(
  { project, stack }: StackRef,
  { type, name, within }: { type: string; name: string; within?: string },
): string {
  return `urn:pulumi:${stack}::${project}::${within ? `${within}$` : ''}${type}::${name}`;
}

export function rootUrnOf(ref: StackRef): string {
  return urnOf(ref, { type: 'pulumi:pulumi:Stack', name: `${ref.project}-${ref.stack}` });
}

/** What resources name as their provider: URN and id, joined. */
export function providerReference({ urn, id }: StateResource): string {
  return `${urn}::${id}`;
}

export function providerResource(ref: StackRef, { name, plugin, inputs }: ProviderShape): StateResource {
  const type = `pulumi:providers:${plugin}`;
  const urn = urnOf(ref, { type, name });
  return {
    urn,
    custom: true,
    id: seededUuid(urn),
    type,
    ...(inputs
      ? {
          inputs,
          outputs: inputs,
          propertyDependencies: Object.fromEntries(Object.keys(inputs).map((key) => [key, null])),
        }
      : {}),
    ...(name === 'default' ? {} : { parent: rootUrnOf(ref) }),
    ...timesOf(urn),
  };
}

interface ProviderShape {
  readonly name: string;
  readonly plugin: string;
  readonly inputs?: JsonObject;
}

/** Created some minute of one January day, changed a month later: the same for the same URN. */
export function timesOf(urn: string): { readonly created: string; readonly modified: string } {
  const minute = String(Number.parseInt(seededUuid(urn).slice(0, 4), 16) % 60).padStart(2, '0');
  return { created: `2026-01-12T09:${minute}:17.123456789Z`, modified: `2026-02-16T14:${minute}:43.987654321Z` };
}
