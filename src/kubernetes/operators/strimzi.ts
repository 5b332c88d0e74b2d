import { z } from 'zod';
import { findCondition, readConditions } from '#src/kubernetes/cluster-object.ts';
import { isStale, readReady } from '#src/kubernetes/operators/generic.ts';
import type { HealthReading, KindedObject, Operator, SecretRef } from '#src/kubernetes/operators/operator.ts';

/** Kafka. Its resources never say `Ready=False`: a failing one bears the type `NotReady`. */
export const strimzi: Operator = {
  name: 'strimzi',
  groups: ['kafka.strimzi.io', 'core.strimzi.io'],
  classOf: (kind) => (PASSING.has(kind) ? 'passing' : 'intent'),
  readHealth: (object) => {
    if (object.kind === 'KafkaNodePool') return readPool(object);
    return object.kind === 'KafkaConnector' ? readConnector(object) : readState(object);
  },
  secretsOf,
};

/** Pod sets are rebuilt by the operator; a rebalance is a job ticket. */
const PASSING = new Set(['StrimziPodSet', 'KafkaRebalance']);

function readState(object: KindedObject): HealthReading {
  const conditions = readConditions(object);
  const notReady = findCondition(conditions, 'NotReady');
  if (notReady?.status === 'True') return { health: 'unhealthy', reason: notReady.reason ?? 'NotReady' };
  if (findCondition(conditions, 'ReconciliationPaused')?.status === 'True') {
    return { health: 'unknown', reason: 'paused' };
  }
  return readReady(object);
}

const poolSchema = z.object({
  spec: z.looseObject({ replicas: z.int() }),
  status: z.looseObject({ nodeIds: z.array(z.int()) }),
});

/** A pool has no conditions of its own: it is whole when every replica has its id. */
function readPool(object: KindedObject): HealthReading {
  const pool = poolSchema.safeParse(object).data;
  if (pool === undefined) return { health: 'unknown', reason: 'no node ids' };
  if (isStale(object)) return { health: 'unknown', reason: 'not yet reconciled' };
  return pool.status.nodeIds.length === pool.spec.replicas
    ? { health: 'healthy' }
    : { health: 'unhealthy', reason: 'nodes missing or left over' };
}

const connectorSchema = z.object({
  spec: z.looseObject({ state: z.string().default('running') }),
  status: z.looseObject({
    connectorStatus: z.looseObject({
      connector: z.looseObject({ state: z.string() }),
      tasks: z.array(z.looseObject({ state: z.string() })).default([]),
    }),
  }),
});

/** A connector can be Ready while a task of it has failed. */
function readConnector(object: KindedObject): HealthReading {
  const state = readState(object);
  const connector = connectorSchema.safeParse(object).data;
  if (state.health !== 'healthy' || connector === undefined) return state;
  const { connectorStatus } = connector.status;
  const states = [connectorStatus.connector.state, ...connectorStatus.tasks.map((task) => task.state)];
  const wanted = connector.spec.state.toUpperCase();
  const other = states.find((found) => found !== wanted);
  return other === undefined ? state : { health: 'unhealthy', reason: `a task or the connector is ${other}` };
}

/** CA keys of a cluster; a user's password or key. Broker certificates are derived from them. */
function secretsOf({ kind, metadata }: KindedObject): readonly SecretRef[] {
  const namespace = metadata.namespace ?? 'default';
  if (kind === 'KafkaUser') return [{ namespace, name: metadata.name }];
  if (kind !== 'Kafka') return [];
  const suffixes = ['cluster-ca', 'cluster-ca-cert', 'clients-ca', 'clients-ca-cert'];
  return suffixes.map((suffix) => ({ namespace, name: `${metadata.name}-${suffix}` }));
}
