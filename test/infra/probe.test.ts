import { describe, expect, it } from '@jest/globals';
import { type ProbeClients, parseProbeSettings, probe } from '#infra/backend/probe/probe.ts';

const settings = { stateBucket: 'acme-state', secretsKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/secrets' };

/** Answers by the name of the command; an `Error` is thrown. */
function clientsAnswering(answers: Readonly<Record<string, unknown>>): ProbeClients {
  const send = async (command: object): Promise<unknown> => {
    const answer = await Promise.resolve(answers[command.constructor.name]);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { s3: { send }, kms: { send } };
}

const marker = { Body: { transformToString: async () => await Promise.resolve('version: 1') } };
const usable = {
  GetObjectCommand: marker,
  EncryptCommand: { CiphertextBlob: new Uint8Array([1]) },
  DecryptCommand: { Plaintext: Buffer.from('stackferry-probe') },
};

function errorNamed(name: string): Error {
  return Object.assign(new Error('refused'), { name });
}

describe('probe', () => {
  it('finds a backend usable that can be read and opened', async () => {
    expect(await probe(settings, clientsAnswering(usable))).toEqual({ outcome: 'Usable' });
  });

  it('finds a backend empty that no stack was moved to', async () => {
    const clients = clientsAnswering({ ...usable, GetObjectCommand: errorNamed('NoSuchKey') });

    expect(await probe(settings, clients)).toEqual({ outcome: 'Empty' });
  });

  it('fails when the bucket refuses', async () => {
    const clients = clientsAnswering({ ...usable, GetObjectCommand: errorNamed('AccessDenied') });

    await expect(probe(settings, clients)).rejects.toMatchObject({
      name: 'ProbeFailed',
      message: expect.stringContaining('acme-state'),
    });
  });

  it('fails when the key refuses', async () => {
    const clients = clientsAnswering({ ...usable, DecryptCommand: errorNamed('DisabledException') });

    await expect(probe(settings, clients)).rejects.toMatchObject({
      name: 'ProbeFailed',
      message: expect.stringContaining('secrets key'),
    });
  });

  it('fails when the key opens something else', async () => {
    const clients = clientsAnswering({ ...usable, DecryptCommand: { Plaintext: Buffer.from('other') } });

    await expect(probe(settings, clients)).rejects.toMatchObject({ name: 'ProbeFailed' });
  });

  it('refuses to run without its settings', () => {
    expect(() => parseProbeSettings({ STACKFERRY_STATE_BUCKET: 'acme-state' })).toThrow('STACKFERRY_SECRETS_KEY');
  });
});
