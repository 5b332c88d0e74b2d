import type * as pulumi from '@pulumi/pulumi';
import type { PipelineConfig } from '#infra/pipeline/config.ts';
import { SourceToken } from '#infra/pipeline/source-token.ts';
import { TrackingTable } from '#infra/pipeline/tracking-table.ts';
import { Vault } from '#infra/pipeline/vault.ts';
import type { Platform } from '#infra/platform.ts';

/** Everything the handlers work on: what this program makes, and the backend it is given. */
export interface Stores {
  readonly platform: Platform;
  readonly config: PipelineConfig;
  readonly table: TrackingTable;
  readonly vault: Vault;
  readonly sourceToken: SourceToken;
}

export function declareStores(platform: Platform, config: PipelineConfig): Stores {
  const { prefix, vaultLock } = config;
  return {
    platform,
    config,
    table: new TrackingTable('tracking', { prefix }),
    vault: new Vault('vault', { platform, prefix, lock: vaultLock }),
    sourceToken: new SourceToken('source-token', { prefix }),
  };
}

/** A handler's settings; src/aws/settings.ts reads them. */
export function settingsOf({ config, table, vault, sourceToken }: Stores): Record<string, pulumi.Input<string>> {
  return {
    STACKFERRY_TABLE: table.name,
    STACKFERRY_VAULT: vault.bucket.name,
    STACKFERRY_VAULT_KEY: vault.keyArn,
    STACKFERRY_VAULT_SECRETS_KEY: vault.secretsKeyArn,
    STACKFERRY_STATE_BUCKET: config.backend.stateBucket,
    STACKFERRY_SECRETS_KEY: config.backend.secretsKeyArn,
    STACKFERRY_PUBLICATIONS: config.backend.publications,
    STACKFERRY_SOURCE_URL: config.sourceUrl,
    STACKFERRY_SOURCE_TOKEN: sourceToken.arn,
    STACKFERRY_TIME_SCALE: String(config.timeScale),
    STACKFERRY_SOAK_MINUTES: String(config.soakMinutes),
    STACKFERRY_SAMPLE_MINUTES: String(config.sampleMinutes),
    STACKFERRY_SLOTS: String(config.slots),
  };
}
