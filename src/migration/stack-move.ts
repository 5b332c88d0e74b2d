import type { Clock } from '#src/clock.ts';
import type { Finding } from '#src/finding.ts';
import type { Machine } from '#src/migration/lost-moves.ts';
import type { ConfigFile } from '#src/pulumi/config/config-file.ts';
import type { StackKeys } from '#src/pulumi/secrets/stack-keys.ts';
import type { StackSource } from '#src/pulumi/source/stack-source.ts';
import type { TargetBackend } from '#src/pulumi/target/target-backend.ts';

/** Everything outside that moving a stack from a terminal touches: no table, no vault, no cluster. */
export interface MovePorts {
  readonly clock: Clock;
  readonly source: StackSource;
  readonly target: TargetBackend;
  readonly keys: StackKeys;
  /** Absent where the config file is not ours to switch. */
  readonly config: ConfigFile | undefined;
  readonly machine: Machine;
  /** Tells a person how far it is. */
  say(line: string): void;
}

/** What became of one stack. */
export interface MoveReport {
  readonly outcome: 'WouldMigrate' | 'Migrated' | 'NothingToDo' | 'Refused';
  /** Known once there is a key in the target: secrets enter it as HMAC under that key. */
  readonly digest: string | undefined;
  readonly resources: number;
  readonly secrets: number;
  /** Of the checkpoint in the target; before it is written, of the export. */
  readonly bytes: number;
  readonly findings: readonly Finding[];
}
