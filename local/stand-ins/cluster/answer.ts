import { type DiscoveryOptions, renderDiscovery } from '#local/stand-ins/cluster/discovery.ts';
import type { Fault, FaultBook } from '#local/stand-ins/cluster/faults.ts';
import { renderJson } from '#local/stand-ins/cluster/kubernetes-object.ts';
import { renderExpired, renderList } from '#local/stand-ins/cluster/list.ts';
import type { ObjectStore } from '#local/stand-ins/cluster/object-store.ts';
import { type Answer, json, refusal } from '#local/stand-ins/cluster/replies.ts';
import { findTarget, type Target } from '#local/stand-ins/cluster/target.ts';

export interface Asked {
  readonly verb: string;
  /** With its query. */
  readonly path: string;
  readonly accept: string;
  readonly user: string | undefined;
}

interface World {
  readonly store: ObjectStore;
  readonly faults: FaultBook;
  readonly discovery: DiscoveryOptions;
}

/** What the API server says to one request. Status 0 = nothing, and the connection ends. */
export function answer(asked: Asked, world: World): Answer {
  if (asked.verb !== 'GET') return refusal(405, 'MethodNotAllowed', 'this cluster may only be read');
  const fault = world.faults.take(asked.path);
  if (fault !== undefined) return FAULTY[fault.kind](asked, fault, world.store);
  if (asked.user === undefined) return refusal(401, 'Unauthorized', 'Unauthorized');
  const url = new URL(asked.path, 'https://cluster');
  return (
    renderDiscovery(url.pathname, asked.accept, { types: world.store.types(), ...world.discovery }) ??
    renderObjects(url, world.store)
  );
}

function renderObjects(url: URL, store: ObjectStore): Answer {
  const target = findTarget(url.pathname, store.types());
  if (target === undefined) return { status: 404, headers: {}, body: '404 page not found\n' };
  return target.name === undefined ? renderList(url.searchParams, target, store) : renderOne(target, store);
}

function renderOne({ type, namespace, name }: Target, store: ObjectStore): Answer {
  const found = store.list(type, namespace).find(({ metadata }) => metadata.name === name);
  return found === undefined
    ? refusal(404, 'NotFound', `${type.plural} "${name ?? ''}" not found`)
    : json(200, renderJson(found));
}

const FAULTY: Readonly<Record<Fault['kind'], (asked: Asked, fault: Fault, store: ObjectStore) => Answer>> = {
  throttled: (_, { retryAfterSeconds = 1 }) => ({
    status: 429,
    headers: { 'retry-after': String(retryAfterSeconds), 'content-type': 'text/plain' },
    body: 'Too many requests, please try again later.\n',
  }),
  unauthorized: () => refusal(401, 'Unauthorized', 'Unauthorized'),
  forbidden: ({ user = '' }) => refusal(403, 'Forbidden', `User "${user}" cannot read this at the cluster scope`),
  unavailable: () => refusal(503, 'ServiceUnavailable', 'the server is currently unable to handle the request'),
  expired: ({ path }, _, store) => renderExpired(new URL(path, 'https://cluster').searchParams, store),
  reset: () => ({ status: 0, headers: {}, body: '' }),
};
