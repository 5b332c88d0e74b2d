import { describe, expect, it } from '@jest/globals';
import { parseDeployment } from '#src/pulumi/format/deployment.ts';
import { secretsOwnerOf } from '#src/pulumi/source/secrets-owner.ts';

const SOURCE = 'https://api.pulumi.example';
const foreign = expect.objectContaining({ name: 'SecretsProviderForeign', subject: 'acme/app/prod' });

function ownerOf(provider: unknown) {
  const text = JSON.stringify({ version: 3, deployment: { secrets_providers: provider } });
  return secretsOwnerOf(parseDeployment(Buffer.from(text), 'acme/app/prod'), SOURCE);
}

function service(state: Readonly<Record<string, unknown>>) {
  return { type: 'service', state: { url: SOURCE, owner: 'acme', project: 'app', stack: 'prod', ...state } };
}

describe('who owns a state’s secrets', () => {
  it('is the stack the state names, even if it is not the one exported', () => {
    expect(ownerOf(service({ stack: 'former' }))).toEqual({ organization: 'acme', project: 'app', stack: 'former' });
  });

  it.each([undefined, '', `${SOURCE}/`])('is asked at the source where the state says %j', (url) => {
    expect(ownerOf(service({ url }))).toMatchObject({ stack: 'prod' });
  });

  it('is nobody where a state has no provider', () => {
    expect(ownerOf(null)).toBeUndefined();
  });

  it.each([
    'https://api.pulumi.example.evil.test',
    'http://api.pulumi.example',
    'https://api.pulumi.example:444',
    'https://api.pulumi.example@evil.test',
    'https://api.pulumi.example/other',
    'not a url',
  ])('is never asked at another service: %s', (url) => {
    expect(() => ownerOf(service({ url }))).toThrow(foreign);
  });

  it.each(['passphrase', 'cloud', 'b64', 'Service'])('is not the source for the provider %s', (type) => {
    expect(() => ownerOf({ ...service({}), type })).toThrow(foreign);
  });

  it.each([
    { owner: '' },
    { project: undefined },
    { stack: 7 },
    { owner: 'a/b' },
    { project: '..' },
    { owner: '.' },
    { stack: 'x?y' },
    { stack: 'x#y' },
    { stack: 'a'.repeat(101) },
  ])('is refused where its name could lead a request elsewhere: %j', (state) => {
    expect(() => ownerOf(service(state))).toThrow(foreign);
  });
});
