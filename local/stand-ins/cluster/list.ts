import { z } from 'zod';
import { type KubernetesObject, renderJson } from '#local/stand-ins/cluster/kubernetes-object.ts';
import { type ObjectStore, placeOf } from '#local/stand-ins/cluster/object-store.ts';
import { type Answer, json, refusal } from '#local/stand-ins/cluster/replies.ts';
import type { ResourceType } from '#local/stand-ins/cluster/resource-types.ts';
import type { Target } from '#local/stand-ins/cluster/target.ts';

/** What a continue token holds: after which object the next page begins, and at which revision (-1 = the present one). */
const tokenSchema = z.strictObject({ rv: z.string(), after: z.string() });

/** One page. The revision of the first page stays on all that follow it by consistent tokens. */
export function renderList(query: URLSearchParams, { type, namespace }: Target, store: ObjectStore): Answer {
  const token = readToken(query.get('continue'));
  if (token === 'malformed') return refusal(400, 'BadRequest', 'continue key is not valid');
  const remaining = store
    .list(type, namespace)
    .filter((object) => token === undefined || placeOf(object) > token.after);
  const limit = Number(query.get('limit') ?? 0);
  const page = limit > 0 ? remaining.slice(0, limit) : remaining;
  const rv = token === undefined || token.rv === '-1' ? store.resourceVersion : token.rv;
  const last = page.at(-1);
  const left = remaining.length - page.length;
  const metadata =
    left > 0 && last !== undefined
      ? { continue: makeToken({ rv, after: placeOf(last) }), remainingItemCount: left, resourceVersion: rv }
      : { continue: '', resourceVersion: rv };
  return json(200, frame(type, page, renderJson(metadata)));
}

/** 410 with the token that goes on after the same object at the present revision. */
export function renderExpired(query: URLSearchParams, store: ObjectStore): Answer {
  const token = readToken(query.get('continue'));
  const after = typeof token === 'object' ? token.after : '';
  const message = 'The provided continue parameter is too old to display a consistent list result.';
  return refusal(410, 'Expired', message, {
    continue: makeToken({ rv: '-1', after }),
    resourceVersion: store.resourceVersion,
  });
}

/** Custom lists have their metadata last; those of built-in kinds first, and their items bear no kind. */
function frame(type: ResourceType, page: readonly KubernetesObject[], metadata: string): string {
  const apiVersion = JSON.stringify(type.group === '' ? type.version : `${type.group}/${type.version}`);
  const kind = JSON.stringify(`${type.kind}List`);
  if (!type.isCustom) {
    const items = page.map((object) => renderJson({ ...object, apiVersion: undefined, kind: undefined }));
    return `{"kind":${kind},"apiVersion":${apiVersion},"metadata":${metadata},"items":[${items.join(',')}]}`;
  }
  const items = page.map((object) => renderJson({ ...object, apiVersion: JSON.parse(apiVersion) }));
  return `{"apiVersion":${apiVersion},"items":[${items.join(',')}],"kind":${kind},"metadata":${metadata}}`;
}

function makeToken(token: z.infer<typeof tokenSchema>): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

function readToken(text: string | null): z.infer<typeof tokenSchema> | 'malformed' | undefined {
  if (text === null || text === '') return undefined;
  try {
    return tokenSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    return 'malformed';
  }
}
