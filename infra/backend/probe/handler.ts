import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { type ProbeResult, parseProbeSettings, probe } from '#infra/backend/probe/probe.ts';

const clients = { s3: new S3Client({}), kms: new KMSClient({}) };

export const handler = async (): Promise<ProbeResult> => await probe(parseProbeSettings(process.env), clients);
