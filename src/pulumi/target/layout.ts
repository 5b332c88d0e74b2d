import { createHash } from 'node:crypto';
import type { HistoryPlaces, TargetKeys } from '#src/pulumi/target/target-backend.ts';
import { formatRun, type RunRef } from '#src/run-ref.ts';
import type { StackRef } from '#src/stack-ref.ts';

export const META_KEY = '.pulumi/meta.yaml';
export const META_BYTES = Buffer.from('version: 1\n');
export const LOCKS = '.pulumi/locks/';

/** Where Pulumi's self-hosted backend keeps one stack in its project mode (`pkg/backend/diy`). */
export function keysOf(run: RunRef, stack: StackRef, { history }: HistoryPlaces): TargetKeys {
  const { project, stack: name } = stack;
  return {
    meta: META_KEY,
    lock: `${lockFolder(stack)}${lockId(run, stack)}.json`,
    tags: `.pulumi/stacks/${project}/${name}.pulumi-tags`,
    history: history.map(({ startedAtNanos }) => historyKey(stack, startedAtNanos)),
    checkpoint: checkpointKey(stack),
  };
}

export function checkpointKey({ project, stack }: StackRef): string {
  return `.pulumi/stacks/${project}/${stack}.json`;
}

/** The backend reads whichever of these was written last, so none of them may stand beside ours. */
export function checkpointVariants(stack: StackRef): readonly string[] {
  return ['', '.gz', '.zst'].map((ending) => `${checkpointKey(stack)}${ending}`);
}

export function lockFolder({ project, stack }: StackRef): string {
  return `${LOCKS}organization/${project}/${stack}/`;
}

function historyKey({ project, stack }: StackRef, startedAtNanos: bigint): string {
  return `.pulumi/history/${project}/${stack}/${stack}-${startedAtNanos}.history.json`;
}

/** A version 4 UUID by shape, the same for every try of one run, so that a repeated run knows its own lock. */
function lockId(run: RunRef, { project, stack }: StackRef): string {
  const hex = createHash('sha256')
    .update(`stackferry lock ${formatRun(run)} ${project}/${stack}`)
    .digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
