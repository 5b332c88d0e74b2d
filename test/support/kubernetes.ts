import { createHash } from 'node:crypto';
import type { KubernetesObject } from '#local/stand-ins/cluster/kubernetes-object.ts';
import type { StandInCluster } from '#local/stand-ins/cluster.ts';
import type { Clock } from '#src/clock.ts';
import type { ArchiveStore, StoredObject } from '#src/kubernetes/archive-store.ts';
import { connectCluster } from '#src/kubernetes/client.ts';
import type { Cluster, RawResponse } from '#src/kubernetes/cluster.ts';
import type { KindedObject } from '#src/kubernetes/operators/operator.ts';
import { vaultKey } from '#src/vault/keys.ts';
import { MemoryVault } from '#src/vault/memory-vault.ts';

export const run = { tenant: 'acme-prod', attempt: 1 };
export const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-real-key' };

/** A clock whose sleeps take no time and are written down. */
export function instantClock(start = new Date()): Clock & { readonly slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(start.getTime() + slept.reduce((sum, milliseconds) => sum + milliseconds, 0)),
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
    },
    waitSeconds: (seconds) => seconds,
    minutesSince: () => 0,
  };
}

/** A cluster that answers each path (with its query) from a table, and remembers what was asked. */
export function scriptedCluster(
  answers: Readonly<Record<string, { readonly status?: number; readonly body: unknown }>>,
): Cluster & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    name: 'scripted',
    asked,
    get: async (path) => {
      asked.push(path);
      const found = answers[path] ?? { status: 404, body: 'not in the script' };
      return response(found.status ?? 200, found.body);
    },
  };
}

export function response(status: number, body: unknown, headers: RawResponse['headers'] = {}): RawResponse {
  return { status, headers, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) };
}

export async function connectTo(standIn: StandInCluster, clock: Clock = instantClock()): Promise<Cluster> {
  const { name, endpoint, certificateAuthority } = standIn;
  const ref = { name, region: 'eu-west-1', endpoint, certificateAuthority };
  return await connectCluster(ref, { clock, credentials, random: () => 0 });
}

/** An archive's part of a vault in memory, whose objects a test may damage. */
export function memoryArchive(): ArchiveStore & {
  readonly stored: Map<string, StoredObject>;
  damage(pointer: StoredObject): void;
} {
  const vault = new MemoryVault();
  const stored = new Map<string, StoredObject>();
  const damaged = new Set<string>();
  return {
    stored,
    damage: (pointer) => {
      damaged.add(pointer.key);
    },
    put: async (area, name, bytes) => {
      const pointer = await vault.put(vaultKey(run, area, name), bytes);
      stored.set(pointer.key, pointer);
      return pointer;
    },
    read: async (pointer) => {
      const bytes = Uint8Array.from(await vault.read(pointer));
      if (damaged.has(pointer.key)) bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      return bytes;
    },
  };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

interface DefinitionParts {
  readonly kind?: string;
  readonly group?: string;
  readonly versions?: readonly object[];
}

/** A CustomResourceDefinition of a kind nobody has described; a real server takes it too, and keeps every field. */
export function definition(overrides: DefinitionParts): KubernetesObject {
  const { kind = 'Ferry', group = 'boats.example.com' } = overrides;
  const plural = kind === 'Ferry' ? 'ferries' : `${kind.toLowerCase()}s`;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: overrides.versions ?? [servedVersion],
    },
  };
}

const servedVersion = {
  name: 'v1',
  served: true,
  storage: true,
  subresources: { status: {} },
  schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
};

export function ferry(name: string, fields: Readonly<Record<string, unknown>> = {}): KubernetesObject {
  return {
    apiVersion: 'boats.example.com/v1',
    kind: 'Ferry',
    metadata: { name, namespace: 'harbour' },
    spec: { berths: 4 },
    ...fields,
  };
}

/** An object as an operator's health reader sees it. */
export function kinded(kind: string, fields: { generation?: number; spec?: unknown; status?: unknown }): KindedObject {
  const { generation = 1, spec = {}, status } = fields;
  const metadata = { name: 'one', namespace: 'shop', uid: 'u', resourceVersion: '1', generation, annotations: {} };
  return { kind, metadata, spec, status };
}
