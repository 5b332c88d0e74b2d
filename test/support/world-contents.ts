import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { World } from '#local/world/start-world.ts';
import type { StackRef } from '#src/stack-ref.ts';
import { everyVersion, type ObjectVersion } from '#test/support/world-buckets.ts';

/** Everything that a run could change, outside the cluster: to compare before with after. */
export interface WorldContents {
  readonly items: readonly Record<string, unknown>[];
  readonly versions: readonly ObjectVersion[];
  readonly sources: readonly SourceContents[];
}

export interface SourceContents {
  readonly version: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly state: string;
}

export async function contentsOf(world: World): Promise<WorldContents> {
  const [items, versions, records] = await Promise.all([
    itemsOf(world),
    everyVersion(world),
    world.tracking.listRecords(),
  ]);
  const stacks = records.map(({ stack }) => stack).toSorted((one, other) => (one.stack < other.stack ? -1 : 1));
  return { items, versions, sources: stacks.map((stack) => sourceOf(world, stack)) };
}

/** Every item of the tracking table, in one order. */
export async function itemsOf({ clients, pipeline }: World): Promise<readonly Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let from: ScanCommand['input']['ExclusiveStartKey'];
  do {
    const scan = new ScanCommand({ TableName: pipeline.table, ExclusiveStartKey: from });
    const page = await clients.dynamodb.send(scan);
    items.push(...(page.Items ?? []).map((item) => unmarshall(item)));
    from = page.LastEvaluatedKey;
  } while (from);
  const keyOf = ({ pk, sk }: Record<string, unknown>) => `${String(pk)} ${String(sk)}`;
  return items.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

/** A stack as the source returns it now. */
export function sourceOf({ cloud }: World, ref: StackRef): SourceContents {
  const stack = cloud.stack(ref);
  return { version: stack.version, tags: stack.tags, state: stack.exportState() };
}
