import { DecryptCommand, EncryptCommand, type KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';

const settings = z.object({ STACKFERRY_STATE_BUCKET: z.string().min(1), STACKFERRY_SECRETS_KEY: z.string().min(1) });

export interface ProbeSettings {
  readonly stateBucket: string;
  readonly secretsKeyArn: string;
}

export interface ProbeClients {
  readonly s3: Pick<S3Client, 'send'>;
  readonly kms: Pick<KMSClient, 'send'>;
}

export interface ProbeResult {
  /** Empty: nothing was moved here yet, which is no failure. */
  readonly outcome: 'Usable' | 'Empty';
}

/** The backend cannot be used. The alarm counts these; the cause says what AWS answered. */
export class ProbeFailed extends Error {
  override readonly name = 'ProbeFailed';
}

export function parseProbeSettings(environment: Readonly<Record<string, string | undefined>>): ProbeSettings {
  const { STACKFERRY_STATE_BUCKET, STACKFERRY_SECRETS_KEY } = settings.parse(environment);
  return { stateBucket: STACKFERRY_STATE_BUCKET, secretsKeyArn: STACKFERRY_SECRETS_KEY };
}

/** Reads the backend's marker and opens a secret wrapped on the spot. Throws `ProbeFailed`. */
export async function probe(
  { stateBucket, secretsKeyArn }: ProbeSettings,
  clients: ProbeClients,
): Promise<ProbeResult> {
  const isMarked = await readMarker(stateBucket, clients.s3);
  await openSecret(secretsKeyArn, clients.kms);
  return { outcome: isMarked ? 'Usable' : 'Empty' };
}

async function readMarker(bucket: string, s3: ProbeClients['s3']): Promise<boolean> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: '.pulumi/meta.yaml' }));
    await Body?.transformToString();
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return false;
    throw new ProbeFailed(`state bucket ${bucket} cannot be read. Next: look at the cause, bucket and key policy.`, {
      cause: error,
    });
  }
}

/** Its own context, which no stack has: the probe's role cannot open a stack's data key. */
const CONTEXT = { stack: 'stackferry-probe' };
const PLAINTEXT = 'stackferry-probe';

async function openSecret(keyArn: string, kms: ProbeClients['kms']): Promise<void> {
  try {
    const wrapped = await kms.send(
      new EncryptCommand({ KeyId: keyArn, Plaintext: Buffer.from(PLAINTEXT), EncryptionContext: CONTEXT }),
    );
    const opened = await kms.send(
      new DecryptCommand({ KeyId: keyArn, CiphertextBlob: wrapped.CiphertextBlob, EncryptionContext: CONTEXT }),
    );
    if (Buffer.from(opened.Plaintext ?? []).toString() === PLAINTEXT) return;
  } catch (error) {
    throw new ProbeFailed(`secrets key ${keyArn} cannot be used. Next: look at the cause, the key and its policy.`, {
      cause: error,
    });
  }
  throw new ProbeFailed(
    `secrets key ${keyArn} opened another text than it sealed. Next: stop moving stacks; tell AWS.`,
  );
}
