import { type Baseline, formatKind } from '#src/kubernetes/baseline.ts';
import type { ObjectHealth } from '#src/kubernetes/object-health.ts';
import type { Health } from '#src/kubernetes/operators/operator.ts';

export interface BaselineDifference {
  /** changed: its generation moved, so somebody edited what is wanted. unread: its kind is no longer served. */
  readonly kind: 'lost' | 'recreated' | 'changed' | 'worse' | 'unread' | 'appeared';
  readonly severity: 'blocking' | 'notice';
  /** `Kafka kafka/events` */
  readonly subject: string;
  readonly found: string;
}

/** No worse than baseline: what was unwell before may be unwell after, and nothing else. Empty = as it was. */
export function compareBaseline(before: Baseline, after: Baseline): readonly BaselineDifference[] {
  const now = new Map(after.objects.map((object) => [keyOf(object), object]));
  const known = new Set(before.objects.map(keyOf));
  const unread = after.unread.filter((kind) => !before.unread.includes(kind));
  return [
    ...unread.map((kind) => blocking('unread', kind, 'the cluster defines this kind and no longer serves it')),
    ...before.objects
      .filter((object) => !unread.includes(formatKind(object)))
      .flatMap((object) => compareObject(object, now.get(keyOf(object)))),
    ...after.objects.filter((object) => !known.has(keyOf(object))).map(appeared),
  ];
}

function compareObject(before: ObjectHealth, after: ObjectHealth | undefined): readonly BaselineDifference[] {
  const subject = subjectOf(before);
  if (after === undefined) return [blocking('lost', subject, 'it no longer exists')];
  if (after.uid !== before.uid) return [blocking('recreated', subject, 'it was deleted and made again')];
  return [...compareGeneration(before, after), ...compareHealth(before, after)];
}

function compareGeneration(before: ObjectHealth, after: ObjectHealth): readonly BaselineDifference[] {
  if (before.generation === after.generation || before.generation === undefined) return [];
  const found = `its generation went from ${before.generation} to ${after.generation ?? 'none'}`;
  return [blocking('changed', subjectOf(before), found)];
}

/** From unhealthy to unknown is no worse; from healthy to unknown is: what cannot be read is not well. */
const RANK: Readonly<Record<Health, number>> = { healthy: 2, unknown: 1, unhealthy: 0 };

function compareHealth(before: ObjectHealth, after: ObjectHealth): readonly BaselineDifference[] {
  if (RANK[after.health] >= RANK[before.health]) return [];
  const why = after.reason === undefined ? '' : ` (${after.reason})`;
  return [blocking('worse', subjectOf(before), `it was ${before.health} and is ${after.health}${why}`)];
}

function appeared(object: ObjectHealth): BaselineDifference {
  return { kind: 'appeared', severity: 'notice', subject: subjectOf(object), found: 'it did not exist before' };
}

function blocking(kind: BaselineDifference['kind'], subject: string, found: string): BaselineDifference {
  return { kind, severity: 'blocking', subject, found };
}

/** Without the version: the same object may be read through another one later. */
function keyOf({ group, kind, namespace, name }: ObjectHealth): string {
  return `${group}/${kind}/${namespace ?? ''}/${name}`;
}

function subjectOf({ kind, namespace, name }: ObjectHealth): string {
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}
