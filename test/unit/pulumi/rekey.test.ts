import { describe, expect, it } from '@jest/globals';
import { type Deployment, parseCheckpoint, parseDeployment } from '#src/pulumi/format/deployment.ts';
import { type OpenSecret, secretsOf } from '#src/pulumi/format/secret-values.ts';
import { rekeyDeployment, toCheckpoint } from '#src/pulumi/rekey.ts';
import { createCrypter } from '#src/pulumi/secrets/crypter.ts';
import { parseStackRef } from '#src/stack-ref.ts';
import { CRYPTER, openerOf, SOURCES, type SourceName, sourceOf, WRAPPED_KEY } from '#test/support/pulumi-fixtures.ts';

const STACK = parseStackRef('organization/golden/dev');
const SIGNATURE = '"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270"';

function rekeyed(name: SourceName): Deployment {
  const bytes = rekeyDeployment(sourceOf(name), { open: openerOf(name), crypter: CRYPTER, wrappedKey: WRAPPED_KEY });
  return parseDeployment(bytes, name);
}

function plaintextsOf(deployment: Deployment, open: (text: string) => Uint8Array): readonly string[] {
  return [...secretsOf(deployment)].map(({ held }) => Buffer.from(open(held.text)).toString('utf8'));
}

/** The text with every place taken out that re-keying may touch. */
function untouchedOf(deployment: Deployment): string {
  const spans = [...secretsOf(deployment)].map(({ value }) => value);
  if (deployment.secretsProvider) spans.push(deployment.secretsProvider.span);
  let rest = '';
  let position = 0;
  for (const { start, end } of spans.toSorted((one, other) => one.start - other.start)) {
    rest += `${Buffer.from(deployment.bytes.subarray(position, start)).toString('latin1')}…`;
    position = end;
  }
  return rest + Buffer.from(deployment.bytes.subarray(position)).toString('latin1');
}

function rekeyText(text: string): string {
  const given = { open: openPlaintext, crypter: CRYPTER, wrappedKey: WRAPPED_KEY };
  return Buffer.from(rekeyDeployment(parseDeployment(Buffer.from(text), 'a test'), given)).toString('utf8');
}

const openPlaintext: OpenSecret = ({ held }) => {
  if (held.kind === 'plaintext') return Buffer.from(held.text);
  throw new Error('there is no ciphertext to open');
};

function bodyOf({ bytes, body }: Deployment): string {
  return Buffer.from(bytes.subarray(body.start, body.end)).toString('utf8');
}

describe('re-keying a state of the real service', () => {
  it.each(SOURCES.filter((name) => name !== 'empty'))('leaves every other byte as it came: %s', (name) => {
    expect(untouchedOf(rekeyed(name))).toBe(untouchedOf(sourceOf(name)));
  });

  it.each(SOURCES)('keeps every plaintext, in order: %s', (name) => {
    const open = openerOf(name);
    const before = [...secretsOf(sourceOf(name))].map((secret) => Buffer.from(open(secret)).toString('utf8'));

    expect(plaintextsOf(rekeyed(name), CRYPTER.decrypt)).toEqual(before);
  });

  it('finds the secrets of pending operations and of replacement triggers', () => {
    const places = [...secretsOf(sourceOf('kitchen'))].map(({ place }) => place);

    expect(places.filter((place) => place.startsWith('pending/'))).toHaveLength(1);
    expect(places.filter((place) => place.includes('replacementTrigger'))).toHaveLength(1);
    expect(new Set(places).size).toBe(places.length);
  });

  it.each(SOURCES)('gives the same bytes under the same key, and others under another: %s', (name) => {
    const given = { open: openerOf(name), wrappedKey: WRAPPED_KEY };
    const again = rekeyDeployment(sourceOf(name), { ...given, crypter: CRYPTER });
    const other = rekeyDeployment(sourceOf(name), { ...given, crypter: createCrypter(Buffer.alloc(32, 8), 'other') });

    expect(Buffer.from(again).equals(rekeyed(name).bytes)).toBe(true);
    expect(Buffer.from(other).equals(rekeyed(name).bytes)).toBe(name === 'empty');
  });

  it('never encrypts two values alike, though they may be alike', () => {
    const texts = [...secretsOf(rekeyed('kitchen'))].map(({ held }) => held.text);

    expect(new Set(texts).size).toBe(texts.length);
  });

  it.each(SOURCES)('names the new provider and its wrapped key: %s', (name) => {
    const { bytes, secretsProvider } = rekeyed(name);
    const { start, end } = secretsProvider?.span ?? { start: 0, end: 0 };

    expect(JSON.parse(Buffer.from(bytes.subarray(start, end)).toString('utf8'))).toEqual({
      type: 'cloud',
      state: { url: WRAPPED_KEY.url, encryptedkey: WRAPPED_KEY.encryptedKey },
    });
  });

  it.each(SOURCES)('gives a checkpoint that holds the same deployment: %s', (name) => {
    const deployment = rekeyed(name);

    const checkpoint = parseCheckpoint(toCheckpoint(deployment, STACK), name);

    expect(bodyOf(checkpoint)).toBe(bodyOf(deployment));
    expect(checkpoint).toMatchObject({ version: deployment.version, features: deployment.features });
    expect(JSON.parse(Buffer.from(checkpoint.bytes).toString('utf8'))).toMatchObject({
      checkpoint: { stack: 'organization/golden/dev' },
    });
  });
});

describe('re-keying by hand', () => {
  const provider = `"secrets_providers":${JSON.stringify({
    type: 'cloud',
    state: { url: WRAPPED_KEY.url, encryptedkey: WRAPPED_KEY.encryptedKey },
  })}`;

  it('inserts the provider where there is none, and replaces one that is null', () => {
    expect(rekeyText('{"version":3,"deployment":{}}')).toBe(`{"version":3,"deployment":{${provider}}}`);
    expect(rekeyText('{"version":3,"deployment":{ "manifest":{}}}')).toBe(
      `{"version":3,"deployment":{${provider}, "manifest":{}}}`,
    );
    expect(rekeyText('{"version":3,"deployment":{"secrets_providers":null}}')).toBe(
      `{"version":3,"deployment":{${provider}}}`,
    );
  });

  it('makes ciphertexts of the plaintexts that show-secrets writes, and keeps what stands around them', () => {
    const text = `{"version":3,"deployment":{"resources":[{"inputs":{"a":{ ${SIGNATURE} , "plaintext" : "\\"x\\"" ,"b":1}}}]}}`;

    const found = rekeyText(text);
    const [secret] = secretsOf(parseDeployment(Buffer.from(found), 'a test'));

    expect(found).not.toContain('plaintext');
    expect(found).toMatch(/270" , "ciphertext":"v1:[^"]+" ,"b":1\}/);
    expect(Buffer.from(CRYPTER.decrypt(secret?.held.text ?? '')).toString('utf8')).toBe('"x"');
  });

  it.each([
    ['neither', ''],
    ['both', ',"ciphertext":"a","plaintext":"b"'],
    ['an empty one', ',"ciphertext":""'],
    ['a number', ',"ciphertext":7'],
  ])('refuses a secret that holds %s, because it would stay as it is', (_, members) => {
    const text = `{"version":3,"deployment":{"resources":[{"inputs":{"a":{${SIGNATURE}${members}}}}]}}`;

    expect(() => rekeyText(text)).toThrow(expect.objectContaining({ name: 'SnapshotUnreadable' }));
  });
});
