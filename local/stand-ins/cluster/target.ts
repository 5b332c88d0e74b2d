import type { ResourceType } from '#local/stand-ins/cluster/resource-types.ts';

/** What a path points at: a collection, or one object of it. */
export interface Target {
  readonly type: ResourceType;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
}

const PATH =
  /^\/(?:api|apis\/(?<group>[^/]+))\/(?<version>[^/]+)(?:\/namespaces\/(?<namespace>[^/]+))?\/(?<plural>[^/]+)(?:\/(?<name>[^/]+))?$/;

export function findTarget(path: string, types: readonly ResourceType[]): Target | undefined {
  const parts = PATH.exec(path)?.groups;
  if (parts === undefined) return undefined;
  const type = types.find(
    ({ group, version, plural }) =>
      group === (parts['group'] ?? '') && version === parts['version'] && plural === parts['plural'],
  );
  return type && { type, namespace: parts['namespace'], name: parts['name'] };
}
