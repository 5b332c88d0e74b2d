import type { Json, JsonObject } from './json.ts';

export type UpdateKind = 'update' | 'preview' | 'refresh' | 'destroy' | 'import';

/** One update from its creation on. Times in unix milliseconds. */
export interface Update {
  readonly id: string;
  readonly kind: UpdateKind;
  readonly author: string;
  readonly message: string;
  readonly environment: Readonly<Record<string, string>>;
  /** As the CLI sent it: key to `{string, secret, object}`. */
  readonly config: Json;
  status: 'not started' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  startedAt: number;
  /** When the lease ends, or when an import finishes by itself. */
  until: number;
  lease: string;
  /** The last state it saved: text of an untyped deployment. */
  checkpoint?: string;
  resourceChanges?: JsonObject;
}

/** An entry of `GET …/updates`. Times in unix seconds. */
export interface UpdateInfo {
  readonly kind: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly message: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly config: Json;
  readonly result: 'succeeded' | 'failed';
  readonly version: number;
  readonly resourceChanges?: JsonObject;
}

export function toUpdateInfo(update: Update, { version, endedAt }: { version: number; endedAt: number }): UpdateInfo {
  const { kind, startedAt, message, environment, config, status, resourceChanges } = update;
  return {
    kind,
    startTime: Math.floor(startedAt / 1000),
    endTime: Math.floor(endedAt / 1000),
    message,
    environment,
    config,
    result: status === 'succeeded' ? 'succeeded' : 'failed',
    version,
    ...(resourceChanges ? { resourceChanges } : {}),
  };
}
