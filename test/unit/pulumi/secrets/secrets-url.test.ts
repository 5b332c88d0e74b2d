import { describe, expect, it } from '@jest/globals';
import { formatSecretsUrl, parseSecretsUrl } from '#src/pulumi/secrets/secrets-url.ts';

const ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const ARN = `arn:aws:kms:us-east-1:111122223333:key/${ID}`;
const CHINA = `arn:aws-cn:kms:cn-north-1:111122223333:key/mrk-${ID}`;

describe('a secrets URL', () => {
  it.each([
    [`awskms://${ID}?region=us-east-1`, ID],
    ['awskms://alias/NAME?region=us-east-1', 'alias/NAME'],
    [`awskms:///${ARN}?region=us-east-1`, ARN],
    [`awskms:///${CHINA}?region=us-east-1`, CHINA],
    [
      'awskms:///arn:aws:kms:us-east-1:111122223333:alias/NAME?region=us-east-1',
      'arn:aws:kms:us-east-1:111122223333:alias/NAME',
    ],
  ])('names its key: %s', (url, keyId) => {
    expect(parseSecretsUrl(url)).toEqual({ keyId, region: 'us-east-1', context: {} });
  });

  it('carries the encryption context, escapes resolved', () => {
    const url = `awskms://${ID}?region=eu-central-1&context_stack=golden%2Fdev&context_a+b=c+d%26e&awssdk=v2`;

    expect(parseSecretsUrl(url)).toEqual({
      keyId: ID,
      region: 'eu-central-1',
      context: { stack: 'golden/dev', 'a b': 'c d&e' },
    });
  });

  it('may have no parameters', () => {
    expect(parseSecretsUrl(`awskms://${ID}`)).toEqual({ keyId: ID, region: undefined, context: {} });
  });

  it.each([
    'profile=p',
    'role=r',
    'endpoint=e',
    'hostname_immutable=true',
    'dualstack=true',
    'fips=true',
    'anonymous=true',
    'rate_limiter_capacity=1',
    'request_checksum_calculation=when_required',
    'response_checksum_validation=when_required',
    'awssdk=v1',
  ])('may say how KMS is reached: %s', (parameter) => {
    expect(parseSecretsUrl(`awskms://${ID}?${parameter}`)).toMatchObject({ keyId: ID, context: {} });
  });

  it.each([
    '',
    'passphrase',
    ID,
    'awskms://',
    'awskms:///',
    'awskms://?region=us-east-1',
    'gcpkms://projects/p',
    `AWSKMS://${ID}`,
    `awskms://${ID}?zone=1`,
    `awskms://${ID}?context_a=1&context_a=2`,
    'awskms://%zz?region=us-east-1',
  ])('is refused where Pulumi refuses it: %s', (url) => {
    expect(() => parseSecretsUrl(url)).toThrow(expect.objectContaining({ name: 'ContractViolated' }));
  });

  it.each([
    { keyId: ID, region: 'us-east-1', context: {} },
    { keyId: ARN, region: 'us-east-1', context: { stack: 'golden/dev' } },
    { keyId: CHINA, region: 'cn-north-1', context: { stack: 'a b&c=d' } },
    { keyId: 'alias/NAME', region: undefined, context: {} },
  ])('comes back as it was written', (parts) => {
    expect(parseSecretsUrl(formatSecretsUrl(parts))).toEqual(parts);
  });

  it('is written with three slashes before an ARN', () => {
    expect(formatSecretsUrl({ keyId: ARN, region: 'us-east-1', context: { stack: 'a/b' } })).toBe(
      `awskms:///${ARN}?region=us-east-1&context_stack=a%2Fb`,
    );
  });
});
