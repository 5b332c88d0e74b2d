import type { Corruption } from '#local/stand-ins/faulty-s3/put-corrupted.ts';

/** The fault of the demo: between write and read-back, the checkpoints of these stacks lose a replica of one deployment. */
export function corruptReplicas(stacks: readonly string[]): Corruption {
  return {
    key: new RegExp(String.raw`^\.pulumi/stacks/[^/]+/(${stacks.join('|')})\.json$`),
    change: (bytes) =>
      Buffer.from(
        Buffer.from(bytes)
          .toString('utf8')
          .replace(/"replicas": ?\d+/, '"replicas":0'),
      ),
  };
}
