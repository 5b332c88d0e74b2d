import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Settings } from '#src/aws/settings.ts';
import { isTransient, readAwsFailure } from '#src/aws-error.ts';
import type { Clock } from '#src/clock.ts';
import { AccessRefused, StoreUnavailable } from '#src/errors.ts';
import type { Ports } from '#src/migration/ports.ts';
import { ExportFileSource } from '#src/pulumi/source/export-file.ts';
import { PulumiCloudSource } from '#src/pulumi/source/pulumi-cloud.ts';
import type { Vault } from '#src/vault/vault.ts';

/** Opens the source a tenant's record names. The token is read each time, so that a renewed one works at once, and kept in memory only. */
export function sourceOpener({ source }: Settings, vault: Vault, clock: Clock): Ports['openSource'] {
  const { url, tokenSecretArn } = source;
  const secrets = new SecretsManagerClient({});
  return async ({ source: from }) => {
    if (from.kind === 'file') {
      const { kind: _, ...pointer } = from;
      return new ExportFileSource({ url, bytes: async () => await vault.read(pointer) });
    }
    return new PulumiCloudSource({ url, clock, token: await readSourceToken(tokenSecretArn, secrets) });
  };
}

/** Throws `AccessRefused` where there is none, or none for us; `StoreUnavailable`. */
export async function readSourceToken(arn: string, client: SecretsManagerClient): Promise<string> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    if (SecretString) return SecretString;
  } catch (error) {
    throw translate(error, arn);
  }
  throw refused(arn, 'the secret holds no token');
}

function translate(error: unknown, arn: string): unknown {
  const failure = readAwsFailure(error);
  if (!failure) return error;
  if (!isTransient(failure)) return refused(arn, `the source token cannot be read (${failure.name})`, error);
  const found = `Secrets Manager did not answer (${failure.name})`;
  return new StoreUnavailable({ subject: arn, found, next: 'wait; the step is retried', cause: error });
}

function refused(subject: string, found: string, cause?: unknown): AccessRefused {
  const next = 'put a Pulumi access token with Stack Read into the secret: aws secretsmanager put-secret-value';
  return new AccessRefused({ subject, found, next, cause });
}
