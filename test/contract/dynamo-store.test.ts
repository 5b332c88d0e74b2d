import { afterAll, beforeAll } from '@jest/globals';
import { TrackingTable } from '#infra/pipeline/tracking-table.ts';
import { DynamoStore } from '#src/tracking/dynamo-store.ts';
import { type LocalAws, startLocalAws } from '#test/support/local-aws.ts';
import { trackingContract } from '#test/support/tracking-contract.ts';

let local: LocalAws;
let table: string;

beforeAll(async () => {
  local = await startLocalAws();
  const { outputs } = await local.deploy(() => ({ table: new TrackingTable('tracking', { prefix: 'contract' }).name }));
  table = String(outputs['table']);
}, 120_000);

afterAll(async () => {
  await local.stop();
});

trackingContract('in DynamoDB', async () => new DynamoStore(table, local.clients.dynamodb));
