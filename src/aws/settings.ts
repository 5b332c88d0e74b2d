import { z } from 'zod';
import { SettingsInvalid } from '#src/errors.ts';

const arn = z.string().regex(/^arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:\d*:.+$/, 'must be an ARN');
const bucket = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket');
const number = (fallback: number) => z.coerce.number().positive().default(fallback);

/** What a handler is told by its deployment, as environment variables. */
const settingsSchema = z.object({
  AWS_REGION: z.string().min(1),
  /** Only set where the AWS services answer somewhere else, as on the local AWS. */
  AWS_ENDPOINT_URL: z.url().optional(),
  STACKFERRY_TABLE: z.string().min(1),
  STACKFERRY_VAULT: bucket,
  STACKFERRY_VAULT_KEY: arn,
  STACKFERRY_VAULT_SECRETS_KEY: arn,
  STACKFERRY_STATE_BUCKET: bucket,
  STACKFERRY_SECRETS_KEY: arn,
  STACKFERRY_PUBLICATIONS: bucket,
  STACKFERRY_SOURCE_URL: z.url(),
  STACKFERRY_SOURCE_TOKEN: arn,
  STACKFERRY_TIME_SCALE: number(1),
  STACKFERRY_SOAK_MINUTES: number(48 * 60),
  STACKFERRY_SAMPLE_MINUTES: number(15),
  STACKFERRY_SLOTS: z.coerce.number().int().nonnegative().default(5),
  STACKFERRY_MIGRATE_MACHINE: arn.optional(),
  STACKFERRY_ROLLBACK_MACHINE: arn.optional(),
  STACKFERRY_WAVE_MACHINE: arn.optional(),
});

export interface Settings {
  readonly region: string;
  readonly endpointUrl: string | undefined;
  readonly table: string;
  readonly vault: { readonly bucket: string; readonly keyArn: string; readonly secretsKeyArn: string };
  readonly stateBucket: string;
  /** The multi-Region key that wraps each stack's data key. */
  readonly secretsKeyArn: string;
  readonly publications: string;
  readonly source: { readonly url: string; readonly tokenSecretArn: string };
  /** Real seconds per second of programme time. */
  readonly timeScale: number;
  readonly soak: { readonly soakMinutes: number; readonly sampleMinutes: number };
  /** `slots`: how many tenants of a region group move at once until a person says otherwise. */
  readonly waves: { readonly slots: number };
  readonly migrateMachineArn: string | undefined;
  readonly rollbackMachineArn: string | undefined;
  readonly waveMachineArn: string | undefined;
}

/** Throws `SettingsInvalid` naming every variable that is missing or malformed, never its value. */
export function parseSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = settingsSchema.safeParse(environment);
  if (!parsed.success) {
    const complaints = parsed.error.issues.map(({ path, message }) => `${path.join('.')} (${message})`);
    throw new SettingsInvalid({
      subject: 'settings',
      found: `missing or malformed: ${complaints.join(', ')}`,
      next: 'deploy infra/pipeline again, which sets them',
    });
  }
  const found = parsed.data;
  return {
    region: found.AWS_REGION,
    endpointUrl: found.AWS_ENDPOINT_URL,
    table: found.STACKFERRY_TABLE,
    vault: {
      bucket: found.STACKFERRY_VAULT,
      keyArn: found.STACKFERRY_VAULT_KEY,
      secretsKeyArn: found.STACKFERRY_VAULT_SECRETS_KEY,
    },
    stateBucket: found.STACKFERRY_STATE_BUCKET,
    secretsKeyArn: found.STACKFERRY_SECRETS_KEY,
    publications: found.STACKFERRY_PUBLICATIONS,
    source: { url: found.STACKFERRY_SOURCE_URL, tokenSecretArn: found.STACKFERRY_SOURCE_TOKEN },
    timeScale: found.STACKFERRY_TIME_SCALE,
    soak: { soakMinutes: found.STACKFERRY_SOAK_MINUTES, sampleMinutes: found.STACKFERRY_SAMPLE_MINUTES },
    waves: { slots: found.STACKFERRY_SLOTS },
    migrateMachineArn: found.STACKFERRY_MIGRATE_MACHINE,
    rollbackMachineArn: found.STACKFERRY_ROLLBACK_MACHINE,
    waveMachineArn: found.STACKFERRY_WAVE_MACHINE,
  };
}
