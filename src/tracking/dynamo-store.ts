import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { formatAttempt, type RunRef } from '#src/run-ref.ts';
import { chainEntry, FIRST_HASH, type JournalEntry, journalEntrySchema, type Note } from '#src/tracking/journal.ts';
import { parseReceipt, recordMoved, tenantNotFound } from '#src/tracking/memory-store.ts';
import { firstRecord, nextRecord } from '#src/tracking/next-record.ts';
import type { Receipt, ReceiptOf, StepName } from '#src/tracking/receipts.ts';
import { type Tenant, type TenantRecord, tenantRecordSchema } from '#src/tracking/tenant-record.ts';
import type { Brake, Change, TrackingStore } from '#src/tracking/tracking-store.ts';
import { translateTableError } from '#src/tracking/translate-error.ts';
import { type Slots, slotsSchema, type Wave, waveSchema } from '#src/tracking/wave.ts';

const brakeSchema = z.union([
  z.strictObject({ group: z.string(), reason: z.string(), pulledAt: z.string() }),
  z.strictObject({ releasedAt: z.string(), reason: z.string() }).transform(() => undefined),
]);

/**
 * The tracking table in DynamoDB: `pk` = `TENANT#…`, `sk` = `RECORD`, `RECEIPT#<attempt>#<step>` or `JOURNAL#<sequence>`;
 * the content lies in `body`. The index `board` lists the records by region group and status. Beside them lie `WAVE#…`,
 * `SLOTS#<group>` and `BRAKE#<group>`.
 */
export class DynamoStore implements TrackingStore {
  readonly #table: string;
  readonly #client: DynamoDBDocumentClient;

  constructor(table: string, client: DynamoDBClient) {
    this.#table = table;
    this.#client = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  }

  async register(tenant: Tenant, note: Note): Promise<TenantRecord> {
    const record = firstRecord(tenant, note);
    const entry = chainEntry({ tenant: tenant.tenant, sequence: 1, previous: FIRST_HASH }, note);
    try {
      await this.#transact([this.#putNew(recordItem(record)), this.#putNew(entryItem(entry))]);
      return record;
    } catch (error) {
      if (!isConditionFailed(error)) throw this.#translate(error, tenant.tenant);
      return await this.readRecord(tenant.tenant);
    }
  }

  async readRecord(tenant: string): Promise<TenantRecord> {
    const body = await this.#read(tenantKey(tenant, 'RECORD'), tenant);
    if (body === undefined) throw tenantNotFound(tenant);
    return tenantRecordSchema.parse(body);
  }

  async listRecords(): Promise<readonly TenantRecord[]> {
    const bodies = await this.#query({ index: 'board', key: 'board', value: BOARD });
    return bodies.map((body) => tenantRecordSchema.parse(body));
  }

  async commit(change: Change): Promise<TenantRecord> {
    const { tenant, version } = change.before;
    const record = nextRecord(change);
    const previous = await this.#lastHash(tenant);
    const entry = chainEntry({ tenant, sequence: record.version, previous }, change.note);
    const writes: Writes = [
      {
        Put: {
          TableName: this.#table,
          Item: recordItem(record),
          ConditionExpression: 'version = :version',
          ExpressionAttributeValues: { ':version': version },
        },
      },
      this.#putNew(entryItem(entry)),
    ];
    if (change.receipt) writes.push({ Put: { TableName: this.#table, Item: receiptItem(change.receipt) } });
    try {
      await this.#transact(writes);
      return record;
    } catch (error) {
      throw isConditionFailed(error) ? recordMoved(tenant, error) : this.#translate(error, tenant);
    }
  }

  async readReceipt<Step extends StepName>(step: Step, run: RunRef): Promise<ReceiptOf<Step> | undefined> {
    return parseReceipt(step, await this.#read(tenantKey(run.tenant, receiptSortKey(step, run)), run.tenant));
  }

  async readJournal(tenant: string): Promise<readonly JournalEntry[]> {
    const bodies = await this.#query({ key: 'pk', value: `TENANT#${tenant}`, prefix: 'JOURNAL#' });
    return bodies.map((body) => journalEntrySchema.parse(body));
  }

  async readBrake(group: string): Promise<Brake | undefined> {
    const body = await this.#read({ pk: `BRAKE#${group}`, sk: 'BRAKE' }, group);
    return body === undefined ? undefined : brakeSchema.parse(body);
  }

  async pullBrake(brake: Brake): Promise<void> {
    await this.#put({ pk: `BRAKE#${brake.group}`, sk: 'BRAKE', body: brake }, brake.group);
  }

  async releaseBrake(group: string, { reason, at }: { reason: string; at: string }): Promise<void> {
    await this.#put({ pk: `BRAKE#${group}`, sk: 'BRAKE', body: { releasedAt: at, reason } }, group);
  }

  async readWave(wave: string): Promise<Wave | undefined> {
    const body = await this.#read({ pk: `WAVE#${wave}`, sk: 'WAVE' }, wave);
    return body === undefined ? undefined : waveSchema.parse(body);
  }

  async listWaves(): Promise<readonly Wave[]> {
    const bodies = await this.#query({ index: 'board', key: 'board', value: WAVES });
    return bodies.map((body) => waveSchema.parse(body));
  }

  async putWave(wave: Wave): Promise<Wave> {
    const board = { board: WAVES, boardSort: `${wave.group}#${wave.startedAt}` };
    return await this.#replace({ pk: `WAVE#${wave.wave}`, sk: 'WAVE', ...board }, wave, wave.wave);
  }

  async readSlots(group: string): Promise<Slots | undefined> {
    const body = await this.#read({ pk: `SLOTS#${group}`, sk: 'SLOTS' }, group);
    return body === undefined ? undefined : slotsSchema.parse(body);
  }

  async putSlots(slots: Slots): Promise<Slots> {
    return await this.#replace({ pk: `SLOTS#${slots.group}`, sk: 'SLOTS' }, slots, slots.group);
  }

  /** Puts `next` with the next version, where the table still holds the version it names. */
  async #replace<Kept extends { readonly version: number }>(
    keys: Readonly<Record<string, string>>,
    next: Kept,
    subject: string,
  ): Promise<Kept> {
    const body = { ...next, version: next.version + 1 };
    await this.#put({ ...keys, version: body.version, body }, subject, {
      ConditionExpression: next.version === 0 ? 'attribute_not_exists(pk)' : 'version = :version',
      ...(next.version === 0 ? {} : { ExpressionAttributeValues: { ':version': next.version } }),
    });
    return body;
  }

  async #put(Item: Record<string, unknown>, subject: string, condition: Partial<PutCommandInput> = {}): Promise<void> {
    try {
      await this.#client.send(new PutCommand({ TableName: this.#table, Item, ...condition }));
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) throw recordMoved(subject, error);
      throw this.#translate(error, subject);
    }
  }

  async #lastHash(tenant: string): Promise<string> {
    const [last] = await this.#query({ key: 'pk', value: `TENANT#${tenant}`, prefix: 'JOURNAL#', lastOnly: true });
    return last === undefined ? FIRST_HASH : journalEntrySchema.parse(last).hash;
  }

  async #read(key: { pk: string; sk: string }, subject: string): Promise<unknown> {
    try {
      const { Item } = await this.#client.send(
        new GetCommand({ TableName: this.#table, Key: key, ConsistentRead: true }),
      );
      return Item?.['body'];
    } catch (error) {
      throw this.#translate(error, subject);
    }
  }

  async #query(wanted: Query): Promise<unknown[]> {
    const bodies: unknown[] = [];
    let start: Record<string, unknown> | undefined;
    try {
      do {
        const page = await this.#client.send(new QueryCommand(queryInput(this.#table, wanted, start)));
        bodies.push(...(page.Items ?? []).map((item) => item['body']));
        start = wanted.lastOnly ? undefined : page.LastEvaluatedKey;
      } while (start);
      return bodies;
    } catch (error) {
      throw this.#translate(error, wanted.value);
    }
  }

  async #transact(writes: Writes): Promise<void> {
    await this.#client.send(new TransactWriteCommand({ TransactItems: writes }));
  }

  #putNew(item: Record<string, unknown>): Writes[number] {
    return { Put: { TableName: this.#table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' } };
  }

  #translate(error: unknown, subject: string): unknown {
    return translateTableError(error, { table: this.#table, subject });
  }
}

type Writes = NonNullable<TransactWriteCommandInput['TransactItems']>;

interface Query {
  readonly key: string;
  readonly value: string;
  readonly index?: string;
  readonly prefix?: string;
  readonly lastOnly?: boolean;
}

/** All records share one board: a fleet is hundreds of tenants, far below what one index partition carries. */
const BOARD = 'FLEET';
const WAVES = 'WAVES';

function queryInput(table: string, { key, value, index, prefix, lastOnly }: Query, start?: Record<string, unknown>) {
  return {
    TableName: table,
    ...(index ? { IndexName: index } : { ConsistentRead: true }),
    KeyConditionExpression: prefix ? '#key = :value AND begins_with(sk, :prefix)' : '#key = :value',
    ExpressionAttributeNames: { '#key': key },
    ExpressionAttributeValues: prefix ? { ':value': value, ':prefix': prefix } : { ':value': value },
    ...(lastOnly ? { ScanIndexForward: false, Limit: 1 } : {}),
    ...(start ? { ExclusiveStartKey: start } : {}),
  };
}

function tenantKey(tenant: string, sk: string): { pk: string; sk: string } {
  return { pk: `TENANT#${tenant}`, sk };
}

function receiptSortKey(step: StepName, run: RunRef): string {
  return `RECEIPT#${formatAttempt(run, { digits: 4 })}#${step}`;
}

function recordItem(record: TenantRecord) {
  const board = { board: BOARD, boardSort: `${record.group}#${record.status}#${record.tenant}` };
  return { ...tenantKey(record.tenant, 'RECORD'), version: record.version, ...board, body: record };
}

function entryItem(entry: JournalEntry) {
  return { ...tenantKey(entry.tenant, `JOURNAL#${String(entry.sequence).padStart(8, '0')}`), body: entry };
}

function receiptItem(receipt: Receipt) {
  return { ...tenantKey(receipt.run.tenant, receiptSortKey(receipt.step, receipt.run)), body: receipt };
}

function isConditionFailed(error: unknown): boolean {
  return (
    error instanceof TransactionCanceledException &&
    (error.CancellationReasons ?? []).some(
      ({ Code }) => Code === 'ConditionalCheckFailed' || Code === 'TransactionConflict',
    )
  );
}
