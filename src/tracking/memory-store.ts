import { RecordMoved, TenantNotFound } from '#src/errors.ts';
import { formatRun, type RunRef } from '#src/run-ref.ts';
import { chainEntry, FIRST_HASH, type JournalEntry, type Note } from '#src/tracking/journal.ts';
import { firstRecord, nextRecord } from '#src/tracking/next-record.ts';
import { type Receipt, type ReceiptOf, receiptSchemas, type StepName } from '#src/tracking/receipts.ts';
import type { Tenant, TenantRecord } from '#src/tracking/tenant-record.ts';
import type { Brake, Change, TrackingStore } from '#src/tracking/tracking-store.ts';
import type { Slots, Wave } from '#src/tracking/wave.ts';

/** The tracking table in memory: for tests and for moves from a terminal without AWS. */
export class MemoryStore implements TrackingStore {
  readonly #records = new Map<string, TenantRecord>();
  readonly #receipts = new Map<string, Receipt>();
  readonly #journals = new Map<string, JournalEntry[]>();
  readonly #brakes = new Map<string, Brake>();
  readonly #waves = new Map<string, Wave>();
  readonly #slots = new Map<string, Slots>();

  async register(tenant: Tenant, note: Note): Promise<TenantRecord> {
    const known = this.#records.get(tenant.tenant);
    if (known) return known;
    const record = firstRecord(tenant, note);
    this.#records.set(tenant.tenant, record);
    this.#append(record, note);
    return record;
  }

  async readRecord(tenant: string): Promise<TenantRecord> {
    const record = this.#records.get(tenant);
    if (!record) throw tenantNotFound(tenant);
    return record;
  }

  async listRecords(): Promise<readonly TenantRecord[]> {
    return [...this.#records.values()];
  }

  async commit(change: Change): Promise<TenantRecord> {
    const current = await this.readRecord(change.before.tenant);
    if (current.version !== change.before.version) throw recordMoved(change.before.tenant);
    const record = nextRecord(change);
    this.#records.set(record.tenant, record);
    if (change.receipt) this.#receipts.set(receiptKey(change.receipt.step, change.receipt.run), change.receipt);
    this.#append(record, change.note);
    return record;
  }

  async readReceipt<Step extends StepName>(step: Step, run: RunRef): Promise<ReceiptOf<Step> | undefined> {
    return parseReceipt(step, this.#receipts.get(receiptKey(step, run)));
  }

  async readJournal(tenant: string): Promise<readonly JournalEntry[]> {
    return this.#journals.get(tenant) ?? [];
  }

  async readBrake(group: string): Promise<Brake | undefined> {
    return this.#brakes.get(group);
  }

  async pullBrake(brake: Brake): Promise<void> {
    this.#brakes.set(brake.group, brake);
  }

  async releaseBrake(group: string): Promise<void> {
    this.#brakes.delete(group);
  }

  async readWave(wave: string): Promise<Wave | undefined> {
    return this.#waves.get(wave);
  }

  async listWaves(): Promise<readonly Wave[]> {
    return [...this.#waves.values()];
  }

  async putWave(wave: Wave): Promise<Wave> {
    return replace(this.#waves, wave.wave, wave);
  }

  async readSlots(group: string): Promise<Slots | undefined> {
    return this.#slots.get(group);
  }

  async putSlots(slots: Slots): Promise<Slots> {
    return replace(this.#slots, slots.group, slots);
  }

  #append(record: TenantRecord, note: Note): void {
    const journal = this.#journals.get(record.tenant) ?? [];
    const previous = journal.at(-1)?.hash ?? FIRST_HASH;
    journal.push(chainEntry({ tenant: record.tenant, sequence: record.version, previous }, note));
    this.#journals.set(record.tenant, journal);
  }
}

function replace<Kept extends { readonly version: number }>(kept: Map<string, Kept>, key: string, next: Kept): Kept {
  if ((kept.get(key)?.version ?? 0) !== next.version) throw recordMoved(key);
  const put = { ...next, version: next.version + 1 };
  kept.set(key, put);
  return put;
}

export function tenantNotFound(tenant: string): TenantNotFound {
  return new TenantNotFound({
    subject: tenant,
    found: 'the tracking table knows no tenant of this name',
    next: 'register it, or correct the name',
  });
}

export function recordMoved(tenant: string, cause?: unknown): RecordMoved {
  return new RecordMoved({
    subject: tenant,
    found: 'another writer changed the record in between',
    next: 'run the step again: it starts from what the record says now',
    cause,
  });
}

export function parseReceipt<Step extends StepName>(step: Step, found: unknown): ReceiptOf<Step> | undefined {
  // The schema of a step yields that step's receipt; TypeScript cannot follow an indexed schema that far.
  return found === undefined ? undefined : (receiptSchemas[step].parse(found) as ReceiptOf<Step>);
}

function receiptKey(step: StepName, run: RunRef): string {
  return `${formatRun(run)}/${step}`;
}
