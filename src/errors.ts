/**
 * Every failure that crosses a module or a wire. Lambda reports `error.name`, and Step Functions matches it letter by
 * letter, so each name is a string literal: it survives minification where a class's own name does not.
 */

/** What a failure says to the person who reads it. Never holds a secret or a piece of state. */
export interface Failure {
  /** The stack, tenant, bucket or setting it happened to. */
  readonly subject: string;
  /** What was found, against what was expected. */
  readonly found: string;
  /** What to do next. */
  readonly next: string;
  readonly cause?: unknown;
}

export abstract class MigrationError extends Error {
  abstract override readonly name: ErrorName;
  readonly subject: string;
  readonly found: string;
  readonly next: string;

  constructor({ subject, found, next, cause }: Failure) {
    super(`${subject}: ${found}. Next: ${next}.`, cause === undefined ? {} : { cause });
    this.subject = subject;
    this.found = found;
    this.next = next;
  }
}

/** Waiting may help: the state machines retry these with backoff. */
export const RETRYABLE = [
  'StackLocked',
  'BackendThrottled',
  'BackendUnavailable',
  'StoreUnavailable',
  'ClusterUnavailable',
  'RecordMoved',
] as const;

/** Waiting cannot help: these go straight to rollback or to a person. */
export const TERMINAL = [
  'ContractViolated',
  'SettingsInvalid',
  'AccessRefused',
  'StackNotFound',
  'TenantNotFound',
  'MoveNotAllowed',
  'SnapshotUnreadable',
  'OperationsPending',
  'UpdateInProgress',
  'SecretsProviderForeign',
  'SecretsUnreadable',
  'ConfigUnsupported',
  'BackupCorrupt',
  'SourceMoved',
  'TargetMissing',
  'TargetOccupied',
  'VaultKeyTaken',
  'ImportRejected',
  'ImportDiverged',
  'DriftDetected',
  'PublicationDiverged',
  'TargetAdvanced',
  'RollbackFailed',
] as const;

export type ErrorName = (typeof RETRYABLE)[number] | (typeof TERMINAL)[number];

/** Somebody else holds the backend's lock of this stack. */
export class StackLocked extends MigrationError {
  override readonly name = 'StackLocked';
}

/** The source or target asked for fewer requests for longer than we retry inside one step. */
export class BackendThrottled extends MigrationError {
  override readonly name = 'BackendThrottled';
}

/** The source or target did not answer, or answered with a server error. */
export class BackendUnavailable extends MigrationError {
  override readonly name = 'BackendUnavailable';
}

/** The vault or the tracking table did not answer. */
export class StoreUnavailable extends MigrationError {
  override readonly name = 'StoreUnavailable';
}

/** The cluster's API server did not answer. */
export class ClusterUnavailable extends MigrationError {
  override readonly name = 'ClusterUnavailable';
}

/** Another writer changed the tenant's record between our read and our write. */
export class RecordMoved extends MigrationError {
  override readonly name = 'RecordMoved';
}

/** Input that does not have the agreed shape. */
export class ContractViolated extends MigrationError {
  override readonly name = 'ContractViolated';
}

/** A setting of the deployment is missing or malformed. */
export class SettingsInvalid extends MigrationError {
  override readonly name = 'SettingsInvalid';
}

/** A token or a role was refused. */
export class AccessRefused extends MigrationError {
  override readonly name = 'AccessRefused';
}

/** The source knows no stack of this name. */
export class StackNotFound extends MigrationError {
  override readonly name = 'StackNotFound';
}

/** The tracking table knows no tenant of this name. */
export class TenantNotFound extends MigrationError {
  override readonly name = 'TenantNotFound';
}

/** The tenant's record does not allow this move from where it stands. */
export class MoveNotAllowed extends MigrationError {
  override readonly name = 'MoveNotAllowed';
}

/** What the source returned is not a deployment that can be read. */
export class SnapshotUnreadable extends MigrationError {
  override readonly name = 'SnapshotUnreadable';
}

/** The state records operations that never finished. */
export class OperationsPending extends MigrationError {
  override readonly name = 'OperationsPending';
}

/** Somebody is deploying to the source at this moment. */
export class UpdateInProgress extends MigrationError {
  override readonly name = 'UpdateInProgress';
}

/** The state's secrets belong to a provider, or to a service, that is not the configured source. */
export class SecretsProviderForeign extends MigrationError {
  override readonly name = 'SecretsProviderForeign';
}

/** A secret could not be decrypted. */
export class SecretsUnreadable extends MigrationError {
  override readonly name = 'SecretsUnreadable';
}

/** The stack's configuration uses something a self-hosted backend does not have. */
export class ConfigUnsupported extends MigrationError {
  override readonly name = 'ConfigUnsupported';
}

/** An object of the vault is not what its manifest or receipt says. */
export class BackupCorrupt extends MigrationError {
  override readonly name = 'BackupCorrupt';
}

/** The source changed after it was exported. */
export class SourceMoved extends MigrationError {
  override readonly name = 'SourceMoved';
}

/** The target's bucket or key does not exist or cannot be used. */
export class TargetMissing extends MigrationError {
  override readonly name = 'TargetMissing';
}

/** The target already holds another state under this stack's name. */
export class TargetOccupied extends MigrationError {
  override readonly name = 'TargetOccupied';
}

/** A write-once key of the vault already holds other bytes. */
export class VaultKeyTaken extends MigrationError {
  override readonly name = 'VaultKeyTaken';
}

/** The target refused what we wrote. */
export class ImportRejected extends MigrationError {
  override readonly name = 'ImportRejected';
}

/** What the target returns is not what the source held. Nobody may deploy to it. */
export class ImportDiverged extends MigrationError {
  override readonly name = 'ImportDiverged';
}

/** Validation found the target, the source or the cluster other than it was. */
export class DriftDetected extends MigrationError {
  override readonly name = 'DriftDetected';
}

/** What deployers are told is not what we published. */
export class PublicationDiverged extends MigrationError {
  override readonly name = 'PublicationDiverged';
}

/** Somebody deployed to the target after cut-over: its newer state must be carried home by a person. */
export class TargetAdvanced extends MigrationError {
  override readonly name = 'TargetAdvanced';
}

/** The way back failed: a person must look. */
export class RollbackFailed extends MigrationError {
  override readonly name = 'RollbackFailed';
}
