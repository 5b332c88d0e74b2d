import { CommanderError } from 'commander';
import { LocalAwsUnavailable } from '#local/local-error.ts';
import { type ErrorName, MigrationError } from '#src/errors.ts';

export const EXIT = {
  ok: 0,
  /** Something nobody expected. */
  unexpected: 1,
  /** A wrong flag, argument or setting. */
  usage: 2,
  /** A token or role was refused. */
  refused: 3,
  /** A stack, tenant, bucket, key or table does not exist. */
  notFound: 4,
  /** A check said no, and nothing was written. */
  held: 5,
  /** What was written is not what was meant: rolled back or for a person to look at. */
  diverged: 6,
  /** A service did not answer; trying again may help. */
  unavailable: 7,
  /** Ended by Ctrl-C. */
  interrupted: 130,
} as const;

const CODES: Readonly<Record<ErrorName, number>> = {
  StackLocked: EXIT.unavailable,
  BackendThrottled: EXIT.unavailable,
  BackendUnavailable: EXIT.unavailable,
  StoreUnavailable: EXIT.unavailable,
  ClusterUnavailable: EXIT.unavailable,
  RecordMoved: EXIT.unavailable,
  ContractViolated: EXIT.usage,
  SettingsInvalid: EXIT.usage,
  AccessRefused: EXIT.refused,
  StackNotFound: EXIT.notFound,
  TenantNotFound: EXIT.notFound,
  TargetMissing: EXIT.notFound,
  MoveNotAllowed: EXIT.held,
  SnapshotUnreadable: EXIT.held,
  OperationsPending: EXIT.held,
  UpdateInProgress: EXIT.held,
  SecretsProviderForeign: EXIT.held,
  SecretsUnreadable: EXIT.held,
  ConfigUnsupported: EXIT.held,
  SourceMoved: EXIT.held,
  TargetOccupied: EXIT.held,
  VaultKeyTaken: EXIT.held,
  BackupCorrupt: EXIT.diverged,
  ImportRejected: EXIT.diverged,
  ImportDiverged: EXIT.diverged,
  DriftDetected: EXIT.diverged,
  PublicationDiverged: EXIT.diverged,
  TargetAdvanced: EXIT.diverged,
  RollbackFailed: EXIT.diverged,
};

/** The one place that maps what went wrong to an exit code. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof MigrationError) return exitCodeOfName(error.name);
  if (error instanceof LocalAwsUnavailable) return EXIT.unavailable;
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  return EXIT.unexpected;
}

export function exitCodeOfName(name: ErrorName): number {
  return CODES[name];
}
