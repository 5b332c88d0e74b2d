import { describe, expect, it } from '@jest/globals';
import { strimzi } from '#src/kubernetes/operators/strimzi.ts';
import { kinded } from '#test/support/kubernetes.ts';

const now = new Date('2026-05-04T08:15:00Z');
const read = (kind: string, fields: Parameters<typeof kinded>[1]) => strimzi.readHealth(kinded(kind, fields), now);
const conditions = (...types: string[]) => types.map((type) => ({ type, status: 'True' }));

describe('the health of Strimzi’s resources', () => {
  it('is good when Ready of the present generation', () => {
    const status = { observedGeneration: 1, conditions: conditions('Ready', 'Warning') };

    expect(read('Kafka', { status })).toEqual({ health: 'healthy' });
  });

  it('is bad when NotReady is true, for there is no Ready=False', () => {
    expect(read('KafkaTopic', { status: { conditions: conditions('NotReady') } })).toMatchObject({
      health: 'unhealthy',
    });
  });

  it('is unknown while a newer spec has not been reconciled', () => {
    const status = { observedGeneration: 1, conditions: conditions('Ready') };

    expect(read('Kafka', { generation: 2, status })).toMatchObject({ health: 'unknown' });
  });

  it('is unknown while paused and before the first status', () => {
    expect(read('Kafka', { status: { conditions: conditions('ReconciliationPaused') } })).toMatchObject({
      health: 'unknown',
    });
    expect(read('Kafka', {})).toMatchObject({ health: 'unknown' });
  });

  it.each([
    [[10, 11, 13], 'healthy'],
    [[10, 11], 'unhealthy'],
  ])('of a pool with node ids %j and three replicas is %s', (nodeIds, health) => {
    expect(read('KafkaNodePool', { spec: { replicas: 3 }, status: { nodeIds } })).toMatchObject({ health });
  });

  it('of a connector is bad although it is Ready when a task failed', () => {
    const connectorStatus = { connector: { state: 'RUNNING' }, tasks: [{ state: 'FAILED' }] };

    expect(read('KafkaConnector', { status: { conditions: conditions('Ready'), connectorStatus } })).toMatchObject({
      health: 'unhealthy',
    });
  });

  it('of a connector that was stopped on purpose is good', () => {
    const connectorStatus = { connector: { state: 'STOPPED' }, tasks: [] };

    expect(
      read('KafkaConnector', {
        spec: { state: 'stopped' },
        status: { conditions: conditions('Ready'), connectorStatus },
      }),
    ).toEqual({ health: 'healthy' });
  });
});

describe('what Strimzi’s kinds mean to a backup', () => {
  it('never compares pod sets, which the operator rebuilds', () => {
    expect(strimzi.classOf('StrimziPodSet')).toBe('passing');
    expect(strimzi.classOf('KafkaTopic')).toBe('intent');
  });

  it('names the CA keys of a cluster and the secret of a user', () => {
    expect(strimzi.secretsOf(kinded('Kafka', {}))).toContainEqual({ namespace: 'shop', name: 'one-cluster-ca' });
    expect(strimzi.secretsOf(kinded('KafkaUser', {}))).toEqual([{ namespace: 'shop', name: 'one' }]);
    expect(strimzi.secretsOf(kinded('KafkaTopic', {}))).toEqual([]);
  });
});
