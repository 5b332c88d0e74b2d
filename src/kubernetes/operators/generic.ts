import {
  type Condition,
  findCondition,
  readConditions,
  readObservedGeneration,
} from '#src/kubernetes/cluster-object.ts';
import type { HealthReading, KindedObject, Operator } from '#src/kubernetes/operators/operator.ts';

/** For kinds nobody has described: everything is intent, and only a `Ready` condition tells health. */
export const generic: Operator = {
  name: 'generic',
  groups: [],
  classOf: () => 'intent',
  readHealth: (object) => readReady(object),
  secretsOf: () => [],
};

/**
 * `Ready` of the object's present generation. A condition can be stale: one that its controller has not looked at since
 * the last change of the spec says nothing.
 */
export function readReady(object: KindedObject): HealthReading {
  const ready = findCondition(readConditions(object), 'Ready');
  if (ready === undefined) return { health: 'unknown', reason: 'no Ready condition' };
  if (isStale(object, ready)) return { health: 'unknown', reason: 'not yet reconciled' };
  if (ready.status === 'True') return { health: 'healthy' };
  return { health: ready.status === 'False' ? 'unhealthy' : 'unknown', reason: ready.reason };
}

export function isStale(object: KindedObject, condition?: Condition): boolean {
  const observed = condition?.observedGeneration ?? readObservedGeneration(object);
  const { generation } = object.metadata;
  return observed !== undefined && generation !== undefined && observed < generation;
}
